/** One thing that a device did or met, in words fit for printing. */
export type Step = { name: string; detail: string; at: Date }

/** The walk ends here: `refused` when the other side said no, `failed` when something is broken. */
export class WalkError extends Error {
  override readonly name = 'WalkError'
  readonly outcome: 'refused' | 'failed'
  /** Of the answer that ended the walk, if there was one. */
  readonly status: number | undefined

  constructor(
    outcome: 'refused' | 'failed',
    message: string,
    { status, ...options }: ErrorOptions & { status?: number } = {},
  ) {
    super(message, options)
    this.outcome = outcome
    this.status = status
  }
}

/** What every part of a device uses to talk to the world. */
export type Surroundings = {
  fetch: typeof fetch
  now: () => Date
  step: (name: string, detail: string) => void
}

/** Sends a request; a network fault ends the walk. Devices follow no redirects. */
export async function request(
  { fetch }: Surroundings,
  url: URL | string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', ...init })
  } catch (cause) {
    throw new WalkError('failed', `${new URL(url).origin} could not be reached: ${reasonOf(cause)}`, {
      cause,
    })
  }
}

export const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

/** Client errors are somebody's decision, everything else is a defect. */
export function assertOk(response: Response, what: string, body: Uint8Array): void {
  const { status } = response
  if (status === 200) return
  const outcome = status >= 400 && status < 500 ? 'refused' : 'failed'
  throw new WalkError(outcome, `${what}: HTTP ${status}${explanation(body)}`, { status })
}

/** The words in a refusal: `message` or `description` of a JSON body, or a short text. */
function explanation(body: Uint8Array): string {
  const text = Buffer.from(body).toString('utf8').trim()
  const words = messageIn(text) ?? (text.startsWith('<') ? '' : text.slice(0, 300))
  return words === '' ? '' : ` (${words})`
}

function messageIn(text: string): string | undefined {
  try {
    const { message, description, detail } = JSON.parse(text) as Record<string, unknown>
    return [message, description, detail].find((value) => typeof value === 'string')
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
