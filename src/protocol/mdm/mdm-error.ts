export type MdmErrorReason = 'malformed' | 'unknown-message' | 'bad-signature'

/** A device's message is not what Apple describes. Texts name members and message types, never values. */
export class MdmError extends Error {
  override readonly name = 'MdmError'
  readonly reason: MdmErrorReason

  constructor(reason: MdmErrorReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
