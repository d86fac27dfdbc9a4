import { constants, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto'
import { integer, nul, octetString, oid, seq, set } from '../asn1/asn1.ts'
import { contextTag, tags } from '../asn1/tags.ts'
import { rsaEncryption } from '../x509/algorithms.ts'
import { issuerAndSerial } from '../x509/certificate.ts'
import { ciphers, encryptContent, type Cipher } from './ciphers.ts'
import { contentTypes, writerOf } from './content-info.ts'

export type EncryptOptions = {
  cipher?: Cipher
  /** Writes BER without lengths and the content in pieces, as Apple's token files are. */
  indefinite?: boolean
}

/**
 * An EnvelopedData message for one recipient with an RSA key (RFC 5652 6), named by issuer and serial number, the
 * content key under PKCS#1 v1.5: what SCEP clients and Apple understand. AES-256 unless told otherwise.
 */
export function encryptTo(content: Uint8Array, recipient: Buffer, options: EncryptOptions = {}): Buffer {
  const cipher = options.cipher ?? 'aes256'
  const key = randomBytes(ciphers[cipher].keyBytes)
  const iv = randomBytes(ciphers[cipher].ivBytes)
  const { wrap, bytes } = writerOf(options)
  const enveloped = wrap(
    tags.sequence,
    integer(0),
    set(recipientInfo(recipient, key)),
    wrap(
      tags.sequence,
      oid(contentTypes.data),
      seq(oid(ciphers[cipher].oid), octetString(iv)),
      bytes(0x80, encryptContent(cipher, { key, iv }, content)),
    ),
  )
  return wrap(tags.sequence, oid(contentTypes.envelopedData), wrap(contextTag(0), enveloped))
}

function recipientInfo(certificate: Buffer, key: Buffer): Buffer {
  const { publicKey } = new X509Certificate(certificate)
  const wrapped = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, key)
  return seq(integer(0), issuerAndSerial(certificate), seq(oid(rsaEncryption), nul()), octetString(wrapped))
}
