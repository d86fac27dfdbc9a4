import { constants, privateDecrypt, randomBytes, type KeyObject } from 'node:crypto'
import { Asn1Error, readAsn1, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { octets, oidOf } from '../asn1/read-values.ts'
import { contextTag, tags } from '../asn1/tags.ts'
import { rsaEncryption } from '../x509/algorithms.ts'
import { cipherByOid, ciphers, decryptContent, type Cipher } from './ciphers.ts'
import { CmsError, readingCms } from './cms-error.ts'
import { readContentInfo } from './content-info.ts'
import { matchesCertificate } from './match-certificate.ts'

export type Recipient = { certificate: Buffer; key: KeyObject }
export type DecryptedData = { content: Buffer; cipher: Cipher }

type EncryptedContent = { cipher: Cipher; iv: Buffer; bytes: Buffer }

/**
 * Decrypts an EnvelopedData message (RFC 5652 6) with an RSA key under PKCS#1 v1.5. The recipient is found by its
 * certificate; a message for exactly one is tried even if it names another.
 * Once the structure is read every failure is the same error, so that nobody learns anything by trying.
 * @throws {CmsError}
 */
export const decryptEnveloped = (bytes: Uint8Array, recipient: Recipient): DecryptedData =>
  readingCms(() => {
    const { take, optional, end } = fields(readContentInfo(bytes, 'envelopedData'))
    take(tags.integer)
    optional(contextTag(0)) // certificates of the sender
    const recipients = take(tags.set).children
    const encrypted = readEncryptedContent(take(tags.sequence))
    optional(contextTag(1)) // unprotected attributes
    end()

    const key = unwrapKey(encryptedKeyFor(recipients, recipient.certificate), recipient.key, encrypted.cipher)
    return { content: decrypt(encrypted, key), cipher: encrypted.cipher }
  })

function readEncryptedContent(node: Asn1Node): EncryptedContent {
  const { take, end } = fields(node)
  take(tags.oid)
  const algorithm = fields(take(tags.sequence))
  const cipher = cipherByOid(oidOf(algorithm.take()))
  if (!cipher) throw new CmsError('unsupported', 'The cipher is not supported')
  const iv = octets(algorithm.take(tags.octetString))
  if (iv.length !== ciphers[cipher].ivBytes)
    throw new Asn1Error('The initialization vector has another length')
  const bytes = octets(take(0x80, contextTag(0)))
  end()
  return { cipher, iv, bytes }
}

/** The content key as encrypted for this certificate (KeyTransRecipientInfo, RFC 5652 6.2.1). */
function encryptedKeyFor(recipients: Asn1Node[], der: Buffer): Buffer {
  const transports = recipients.filter(({ tag }) => tag === tags.sequence).map(readKeyTransport)
  const certificate = readAsn1(der)
  const found =
    transports.find(({ id }) => matchesCertificate(id, certificate)) ??
    (recipients.length === 1 ? transports[0] : undefined)
  if (!found) throw new CmsError('recipient', 'The message is encrypted for others')
  if (found.algorithm !== rsaEncryption) {
    throw new CmsError('unsupported', 'The content key is encrypted in a way that is not supported')
  }
  return found.encryptedKey
}

function readKeyTransport(node: Asn1Node): { id: Asn1Node; algorithm: string; encryptedKey: Buffer } {
  const { take, end } = fields(node)
  take(tags.integer)
  const id = take(tags.sequence, 0x80, contextTag(0))
  const algorithm = oidOf(fields(take(tags.sequence)).take())
  const encryptedKey = octets(take(tags.octetString, tags.octetString | 0x20))
  end()
  return { id, algorithm, encryptedKey }
}

/**
 * The content key, or random bytes in its place if anything is wrong with it: a caller who could tell the two apart
 * would decrypt other people's messages by asking often enough (Bleichenbacher). OpenSSL from 3.2 on does the same
 * for the padding; what is left for here are the length and the errors of the key itself.
 */
function unwrapKey(encrypted: Buffer, key: KeyObject, cipher: Cipher): Buffer {
  const { keyBytes } = ciphers[cipher]
  const substitute = randomBytes(keyBytes)
  try {
    const unwrapped = privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, encrypted)
    return unwrapped.length === keyBytes ? unwrapped : substitute
  } catch {
    return substitute
  }
}

function decrypt({ cipher, iv, bytes }: EncryptedContent, key: Buffer): Buffer {
  try {
    return decryptContent(cipher, { key, iv }, bytes)
  } catch {
    // Without a cause: not even the log is to say what went wrong.
    throw new CmsError('decryption', 'The message cannot be decrypted')
  }
}
