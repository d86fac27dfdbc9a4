/**
 * `too-large` more than a profile may be, `malformed` not a profile, `encrypted` one that only its device can read,
 * `signature` changed after it was signed, `content` what was asked for cannot be built, `certificate`, `password` and `icon`
 * the file of that kind cannot be used.
 */
export type ProfileFault =
  'too-large' | 'malformed' | 'encrypted' | 'signature' | 'content' | 'certificate' | 'password' | 'icon'

/** A profile cannot be read or built. Messages are for the person who gave it and never quote a secret. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError'
  readonly reason: ProfileFault
  /** Where, in the content that was to be built: `/enterprise/identity/password`. */
  readonly pointer: string | undefined

  constructor(reason: ProfileFault, message: string, options: ErrorOptions & { pointer?: string } = {}) {
    super(message, options)
    this.reason = reason
    this.pointer = options.pointer
  }
}
