import { randomBytes, type X509Certificate } from 'node:crypto'
import type { Asn1Node } from '../asn1/asn1.ts'
import { signingTimeAttribute } from '../cms/attribute.ts'
import { readCertificatesOnly } from '../cms/certificates-only.ts'
import type { Cipher } from '../cms/ciphers.ts'
import { decryptEnveloped, type Recipient } from '../cms/decrypt-enveloped.ts'
import { encryptTo } from '../cms/encrypt-to.ts'
import { signData, type Signer } from '../cms/sign-data.ts'
import { verifySignedData } from '../cms/verify-signed-data.ts'
import type { Digest } from '../x509/algorithms.ts'
import {
  failInfos,
  messageTypes,
  nameOf,
  nonceAttribute,
  pkiStatuses,
  readNonce,
  readText,
  textAttribute,
  transactionIdAttribute,
  type FailInfo,
  type RequestType,
} from './message-attributes.ts'
import { readingScep, ScepError } from './scep-error.ts'

export type RequestOrder = {
  csr: Buffer
  caCertificate: Buffer
  /** Self-signed and used once, or for a renewal the certificate to be renewed. */
  signer: Signer
  transactionId: string
  messageType?: RequestType
  senderNonce?: Buffer
  signingTime?: Date
  cipher?: Cipher
  digest?: Digest
  /** Writes BER without lengths in both layers, as Apple does. */
  indefinite?: boolean
}

/** The request of a client (RFC 8894 3.3.1); AES-256 and SHA-256 unless told otherwise. */
export function createPkcsReq(order: RequestOrder): Buffer {
  const { cipher = 'aes256', digest = 'sha256', indefinite = false, messageType = 'PKCSReq' } = order
  const envelope = encryptTo(order.csr, order.caCertificate, { cipher, indefinite })
  const attributes = [
    transactionIdAttribute(order.transactionId),
    textAttribute('messageType', messageTypes[messageType]),
    nonceAttribute('senderNonce', order.senderNonce ?? randomBytes(16)),
    ...(order.signingTime ? [signingTimeAttribute(order.signingTime)] : []),
  ]
  return signData(envelope, order.signer, { digest, attributes, indefinite })
}

type Result =
  | { status: 'success'; certificate: Buffer; failInfo?: undefined }
  | { status: 'failure'; failInfo: FailInfo; certificate?: undefined }
  | { status: 'pending'; certificate?: undefined; failInfo?: undefined }

export type CertRep = Result & {
  transactionId: string
  /** The nonce of the request, which the client compares with its own. */
  recipientNonce: Buffer
  /** Whose key signed the answer; the client compares it with the authority it asked. */
  signer: X509Certificate
}

/**
 * Reads the answer of a server (RFC 8894 3.3.2); `recipient` is the signer of the request.
 * @throws {ScepError}
 */
export const readCertRep = (bytes: Uint8Array, recipient: Recipient): CertRep =>
  readingScep('This is not a valid SCEP answer', () => {
    const { content, signer, attributes } = verifySignedData(bytes, { mayLackContent: true })
    if (readText(attributes, 'messageType') !== messageTypes.CertRep) {
      throw new ScepError('The message is not an answer')
    }
    const transactionId = readText(attributes, 'transactionId')
    const recipientNonce = readNonce(attributes, 'recipientNonce')
    return { ...readResult(content, attributes, recipient), transactionId, recipientNonce, signer }
  })

function readResult(content: Buffer, attributes: Map<string, Asn1Node>, recipient: Recipient): Result {
  const status = nameOf(pkiStatuses, readText(attributes, 'pkiStatus'))
  if (!status) throw new ScepError('The answer has an unknown status')
  if (status === 'success') return { status, certificate: firstCertificate(content, recipient) }
  if (status === 'failure') return { status, failInfo: readFailInfo(attributes) }
  return { status }
}

function readFailInfo(attributes: Map<string, Asn1Node>): FailInfo {
  const failInfo = nameOf(failInfos, readText(attributes, 'failInfo'))
  if (!failInfo) throw new ScepError('The answer has an unknown reason')
  return failInfo
}

function firstCertificate(envelope: Buffer, recipient: Recipient): Buffer {
  const [certificate] = readCertificatesOnly(decryptEnveloped(envelope, recipient).content)
  if (!certificate) throw new ScepError('The answer has no certificate')
  return certificate
}
