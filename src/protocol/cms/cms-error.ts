import { Asn1Error } from '../asn1/asn1.ts'

/**
 * What is wrong with a message:
 * `malformed` it is not this kind of message, `unsupported` it is, with algorithms or parts that are not read here,
 * `signature` it was changed or signed by somebody else, `recipient` it was encrypted for others,
 * `decryption` it could not be decrypted, for one of many reasons that are never told apart.
 */
export type CmsFault = 'malformed' | 'unsupported' | 'signature' | 'recipient' | 'decryption'

/** A CMS message cannot be used. */
export class CmsError extends Error {
  override name = 'CmsError'
  readonly reason: CmsFault

  constructor(reason: CmsFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** Runs a reader of foreign bytes, so that whatever is wrong with their structure comes out as one kind of error. */
export function readingCms<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof Asn1Error) throw new CmsError('malformed', 'The message is malformed', { cause })
    throw cause
  }
}
