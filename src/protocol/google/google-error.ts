export type GoogleErrorKind =
  | 'credentials' // the key of the service account is refused
  | 'denied' // the key is good, but not for this
  | 'terms' // somebody must accept Google's terms in the portal
  | 'not-found'
  | 'conflict'
  | 'throttled'
  | 'unavailable' // no answer, or a 5xx: try again later
  | 'bad-request'
  | 'protocol' // an answer that is none of Google's, or one that we cannot read

type Facts = { status?: number; retryAfterSeconds?: number }

/** Google's service did not do what it was asked. The message has Google's own, which names no secret. */
export class GoogleError extends Error {
  override readonly name = 'GoogleError'
  readonly kind: GoogleErrorKind
  readonly status?: number
  readonly retryAfterSeconds?: number

  constructor(kind: GoogleErrorKind, message: string, facts: Facts = {}, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    Object.assign(this, facts)
  }
}
