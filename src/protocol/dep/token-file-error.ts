export type TokenFileReason = 'wrong-key' | 'not-a-token' | 'damaged'

/** The uploaded file is not a server token that we can use. The message is for the person who chose the file. */
export class TokenFileError extends Error {
  override readonly name = 'TokenFileError'
  readonly reason: TokenFileReason

  constructor(reason: TokenFileReason, message: string = texts[reason], options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

const texts: Record<TokenFileReason, string> = {
  'wrong-key':
    'This server token was made for another certificate. Download the certificate here again, upload it at Apple, then download a new token there.',
  'not-a-token':
    'This is not a server token. Choose the file ending in .p7m that Apple gives you for “Download Token”.',
  damaged:
    'This server token is damaged. Download it from Apple again and upload it as it is, without opening or saving it in another program.',
}
