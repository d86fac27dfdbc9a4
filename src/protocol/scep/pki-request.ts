import type { KeyObject, X509Certificate } from 'node:crypto'
import type { Cipher } from '../cms/ciphers.ts'
import { CmsError } from '../cms/cms-error.ts'
import { decryptEnveloped } from '../cms/decrypt-enveloped.ts'
import { verifySignedData } from '../cms/verify-signed-data.ts'
import type { Digest } from '../x509/algorithms.ts'
import { CsrError, readCsr, type Csr } from '../x509/csr.ts'
import { messageTypes, nameOf, readNonce, readText, type RequestType } from './message-attributes.ts'
import { readingScep, ScepError } from './scep-error.ts'

export type Authority = { certificate: Buffer; key: KeyObject }

/** A wish for a certificate, as a device sends it. */
export type PkiRequest = {
  messageType: RequestType
  transactionId: string
  senderNonce: Buffer
  /** Whose key signed the message: a throw-away certificate, or for a renewal the one to be renewed. */
  signer: X509Certificate
  csr: Csr
  /** What the client encrypted and signed with; it understands an answer in the same. */
  cipher: Cipher
  digest: Digest
}

const maxBytes = 64 * 1024

/**
 * Reads a PKIOperation request (RFC 8894 3.3.1): signed, decrypted with the authority's key, its CSR verified.
 * Whether to trust the signer and the challenge is for the caller. What comes after the decryption fails with one and
 * the same message, so that the answers of a server tell nothing about the padding.
 * @throws {ScepError}
 */
export function readPkiRequest(bytes: Uint8Array, authority: Authority): PkiRequest {
  if (bytes.length > maxBytes) throw new ScepError('The message is too long')
  return readingScep('This is not a valid SCEP message', () => {
    const { content, signer, digest, attributes } = verifySignedData(bytes)
    const messageType = requestType(readText(attributes, 'messageType'))
    const transactionId = readText(attributes, 'transactionId')
    const senderNonce = readNonce(attributes, 'senderNonce')
    if (signer.publicKey.asymmetricKeyType !== 'rsa') {
      throw new ScepError('No answer can be encrypted for the key of the signer')
    }
    const { csr, cipher } = decryptCsr(content, authority)
    return { messageType, transactionId, senderNonce, signer, csr, cipher, digest }
  })
}

function requestType(value: string): RequestType {
  const name = nameOf(messageTypes, value)
  if (!name || name === 'CertRep') throw new ScepError(`Messages of type ${value} are not supported`)
  return name
}

function decryptCsr(envelope: Buffer, authority: Authority): { csr: Csr; cipher: Cipher } {
  try {
    const { content, cipher } = decryptEnveloped(envelope, authority)
    return { csr: readCsr(content), cipher }
  } catch (cause) {
    if (cause instanceof CsrError || (cause instanceof CmsError && cause.reason === 'decryption')) {
      throw new ScepError('The message does not hold a certification request for this authority', { cause })
    }
    throw cause
  }
}

/**
 * The message of a GET request from its query parameter, percent-decoded: base64 in the standard or the URL alphabet,
 * with or without padding, in which a plus sign may have become a blank.
 * @throws {ScepError}
 */
export function readMessageParameter(text: string): Buffer {
  const base64 = text.replaceAll(' ', '+')
  if (base64 === '' || base64.length > 2 * maxBytes || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) {
    throw new ScepError('The message parameter is not base64')
  }
  return Buffer.from(base64, 'base64')
}
