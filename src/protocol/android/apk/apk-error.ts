/** `unsigned`: no signature that Android 11 and later take. `unsupported`: an APK, but of a kind that is not read. */
export type ApkFault = 'malformed' | 'unsupported' | 'unsigned' | 'signature'

/** The bytes are not an APK that a phone could install. */
export class ApkError extends Error {
  override name = 'ApkError'
  readonly reason: ApkFault

  constructor(reason: ApkFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
