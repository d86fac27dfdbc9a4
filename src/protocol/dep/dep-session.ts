/** Asks Apple for a session and answers its token. */
export type OpenSession = () => Promise<string>

/**
 * The session that all calls of one server token share. Calls that find it missing or refused at the same time
 * wait for one request instead of each making their own.
 */
export class DepSession {
  #token: string | undefined
  #opening: Promise<string> | undefined
  readonly #open: OpenSession

  constructor(open: OpenSession) {
    this.#open = open
  }

  /** The token to use. Name the one that Apple refused to get another; somebody may have renewed it already. */
  async token(refused?: string): Promise<string> {
    if (this.#token !== undefined && this.#token !== refused) return this.#token
    this.#opening ??= this.#renew()
    return this.#opening
  }

  /** Any answer may carry a new token; the newest is the one to use. */
  adopt(token: string | null): void {
    if (token) this.#token = token
  }

  async #renew(): Promise<string> {
    try {
      this.#token = await this.#open()
      return this.#token
    } finally {
      this.#opening = undefined
    }
  }
}
