import { z } from 'zod'
import { Asn1Error, readAsn1, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { oidOf } from '../asn1/read-values.ts'
import { contextTag, tags } from '../asn1/tags.ts'
import type { Cipher } from '../cms/ciphers.ts'
import { CmsError } from '../cms/cms-error.ts'
import { decryptEnveloped, type Recipient } from '../cms/decrypt-enveloped.ts'
import { encryptTo } from '../cms/encrypt-to.ts'
import { issuerAndSerial } from '../x509/certificate.ts'
import { TokenFileError } from './token-file-error.ts'
import { unwrapTokenFile, unwrapTokenText, wrapTokenFile, wrapTokenText } from './token-file.ts'

export { TokenFileError, type TokenFileReason } from './token-file-error.ts'

/** The credentials that Apple gives a server for a year; the wire names are in `TokenJson`. */
export type ServerToken = {
  consumerKey: string
  consumerSecret: string
  accessToken: string
  accessSecret: string
  accessTokenExpiry: Date
}

/** The cipher does not notice changes; a changed block hardly ever consists of printable characters. */
const printable = z.string().regex(/^[\x21-\x7e]{1,1000}$/)

const TokenJson = z.object({
  consumer_key: printable,
  consumer_secret: printable,
  access_token: printable,
  access_secret: printable,
  access_token_expiry: z.iso.datetime({ offset: true }),
})

/** The token as plain JSON, as Apple's old simulator gives it out. @throws {TokenFileError} */
export function readPlainServerToken(json: unknown): ServerToken {
  const { data } = TokenJson.safeParse(json)
  if (!data) throw new TokenFileError('not-a-token')
  return {
    consumerKey: data.consumer_key,
    consumerSecret: data.consumer_secret,
    accessToken: data.access_token,
    accessSecret: data.access_secret,
    accessTokenExpiry: new Date(data.access_token_expiry),
  }
}

/**
 * Reads the .p7m file that Apple encrypts to the certificate which was uploaded there. An expired token is read as well.
 * @throws {TokenFileError}
 */
export function readServerToken(file: Uint8Array, recipient: Recipient): ServerToken {
  const cms = unwrapTokenFile(file)
  const reason = isAddressedTo(cms, recipient.certificate) ? 'damaged' : 'wrong-key'
  try {
    const { content } = decryptEnveloped(cms, recipient)
    return readPlainServerToken(JSON.parse(unwrapTokenText(content.toString('utf8'))))
  } catch (cause) {
    // One answer for every fault after the structure was read: telling bad padding from bad text would help to decrypt.
    throw cause instanceof CmsError || cause instanceof SyntaxError || cause instanceof TokenFileError
      ? new TokenFileError(reason)
      : cause
  }
}

/** Whether the envelope names this certificate. Throws if there is no envelope. */
function isAddressedTo(cms: Buffer, certificate: Buffer): boolean {
  const us = issuerAndSerial(certificate)
  try {
    return recipientIds(readAsn1(cms, { trailing: 'ignore' })).some((id) => id.equals(us))
  } catch (cause) {
    if (cause instanceof Asn1Error) throw new TokenFileError('damaged', undefined, { cause })
    throw cause
  }
}

const envelopedData = '1.2.840.113549.1.7.3'

/** RFC 5652 6.1. */
function recipientIds(contentInfo: Asn1Node): Buffer[] {
  const { take } = fields(contentInfo)
  const type = take()
  if (type.tag !== tags.oid || oidOf(type) !== envelopedData) throw new TokenFileError('not-a-token')
  const envelope = fields(fields(take(contextTag(0)), contextTag(0)).take(tags.sequence))
  envelope.take(tags.integer)
  envelope.optional(contextTag(0))
  return envelope.take(tags.set).children.flatMap((recipient) => recipient.children[1]?.raw ?? [])
}

/**
 * Makes the file that Apple makes (apple-dep.md 1.2 to 1.4), for simulators: the plain cipher and BER unless told otherwise.
 */
export function writeServerToken(
  token: ServerToken,
  certificate: Buffer,
  { cipher = 'aes128', indefinite = true }: { cipher?: Cipher; indefinite?: boolean } = {},
): Buffer {
  const text = wrapTokenText(JSON.stringify(plainServerToken(token)))
  return wrapTokenFile(encryptTo(Buffer.from(text), certificate, { cipher, indefinite }))
}

/** The JSON of 1.4, with whole seconds. */
export const plainServerToken = (token: ServerToken): z.input<typeof TokenJson> => ({
  consumer_key: token.consumerKey,
  consumer_secret: token.consumerSecret,
  access_token: token.accessToken,
  access_secret: token.accessSecret,
  access_token_expiry: `${token.accessTokenExpiry.toISOString().slice(0, 19)}Z`,
})
