/** Why a message was refused, for the count that a security officer sees. */
export type RefusalReason =
  | 'malformed'
  | 'too-large'
  | 'bad-signature'
  | 'unknown-certificate'
  | 'foreign-certificate'
  | 'another-device'
  | 'barred'
  | 'expired-certificate'
  | 'not-enrolled'
  | 'restriction-failed'
  | 'bad-challenge'
  | 'bad-renewal'
  | 'weak-key'
  | 'not-offered'
  | 'other'

/** Devices get a bare status: 400 for what cannot be read, 403 for what is not allowed. Never 401, which unenrolls them. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal'
  readonly status: 400 | 403 | 404 | 410
  readonly reason: RefusalReason

  constructor(
    status: Refusal['status'],
    message: string,
    reason: RefusalReason = 'other',
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.status = status
    this.reason = reason
  }
}
