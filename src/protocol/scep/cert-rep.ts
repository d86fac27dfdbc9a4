import { randomBytes } from 'node:crypto'
import { certificatesOnly } from '../cms/certificates-only.ts'
import { encryptTo } from '../cms/encrypt-to.ts'
import { signData } from '../cms/sign-data.ts'
import {
  failInfos,
  messageTypes,
  nonceAttribute,
  pkiStatuses,
  textAttribute,
  transactionIdAttribute,
  type FailInfo,
} from './message-attributes.ts'
import type { Authority, PkiRequest } from './pki-request.ts'

export type Outcome = { certificate: Buffer } | { failInfo: FailInfo }

/** What an answer repeats of its request. */
export type AnsweredRequest = Pick<
  PkiRequest,
  'transactionId' | 'senderNonce' | 'signer' | 'cipher' | 'digest'
>

/**
 * The answer to a request (CertRep, RFC 8894 3.3.2), in the hash and the cipher that the client itself used. It holds
 * only the new certificate, encrypted to the signer of the request: some clients take the first they find.
 */
export function writeCertRep(request: AnsweredRequest, authority: Authority, outcome: Outcome): Buffer {
  const { digest, cipher, signer } = request
  if ('failInfo' in outcome) {
    const status = [
      textAttribute('pkiStatus', pkiStatuses.failure),
      textAttribute('failInfo', failInfos[outcome.failInfo]),
    ]
    return signData(Buffer.alloc(0), authority, {
      digest,
      detached: true, // a refusal has no content at all
      attributes: [...answerAttributes(request), ...status],
    })
  }
  const envelope = encryptTo(certificatesOnly([outcome.certificate]), signer.raw, { cipher })
  const status = textAttribute('pkiStatus', pkiStatuses.success)
  return signData(envelope, authority, { digest, attributes: [...answerAttributes(request), status] })
}

const answerAttributes = ({ transactionId, senderNonce }: AnsweredRequest) => [
  transactionIdAttribute(transactionId),
  textAttribute('messageType', messageTypes.CertRep),
  nonceAttribute('senderNonce', randomBytes(16)),
  nonceAttribute('recipientNonce', senderNonce),
]
