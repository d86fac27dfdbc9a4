export type DepErrorKind =
  | 'token-invalid' // the server token is dead: a new one has to be downloaded
  | 'terms' // somebody must accept Apple's terms; the token itself is good
  | 'denied' // the token is good, but not for this
  | 'cursor-expired'
  | 'cursor-invalid'
  | 'cursor-exhausted' // everything was fetched: go on with sync, from the same cursor
  | 'throttled'
  | 'unavailable' // no answer, or a 5xx: try again later
  | 'bad-request' // Apple does not like what we sent, `appleCode` says why
  | 'not-found'
  | 'protocol' // an answer that is none of Apple's, or one that we cannot read

type Facts = {
  status?: number
  appleCode?: string
  retryAfterSeconds?: number
  requestId?: string
  /** Our clock minus Apple's. OAuth fails when it is large. */
  clockSkewSeconds?: number
}

/** Apple's service did not do what it was asked. The message holds no more of the answer than Apple's code. */
export class DepError extends Error {
  override readonly name = 'DepError'
  readonly kind: DepErrorKind
  readonly status?: number
  readonly appleCode?: string
  readonly retryAfterSeconds?: number
  /** Apple's own name for the request; their support asks for it. */
  readonly requestId?: string
  readonly clockSkewSeconds?: number

  constructor(kind: DepErrorKind, message: string, facts: Facts = {}, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    Object.assign(this, facts)
  }
}
