import { createPublicKey, randomBytes, sign, type KeyObject, type X509Certificate } from 'node:crypto'
import { bitString, explicit, integer, seq, time } from '../asn1/asn1.ts'
import { signatureAlgorithm } from './algorithms.ts'
import { subjectOf } from './certificate.ts'
import { writeExtension, type Extension } from './extension.ts'
import { writeName, type Name } from './name.ts'

export type CertificateOrder = {
  subject: Name
  publicKey: KeyObject
  issuer: { name: Name } | { certificate: X509Certificate }
  issuerKey: KeyObject
  notBefore: Date
  notAfter: Date
  /** Big-endian magnitude, at most 20 bytes when written; random unless given. */
  serial?: Buffer
  extensions: Extension[]
}

/** A version 3 certificate in DER (RFC 5280 4.1), signed with SHA-256 by an RSA or EC key. */
export function issueCertificate(order: CertificateOrder): Buffer {
  const algorithm = signatureAlgorithm(order.issuerKey, 'sha256')
  const tbs = seq(
    explicit(0, integer(2)),
    serialNumber(order.serial ?? randomSerial()),
    algorithm,
    'certificate' in order.issuer ? subjectOf(order.issuer.certificate.raw) : writeName(order.issuer.name),
    seq(time(order.notBefore), time(order.notAfter)),
    writeName(order.subject),
    order.publicKey.export({ type: 'spki', format: 'der' }),
    ...(order.extensions.length > 0 ? [explicit(3, seq(...order.extensions.map(writeExtension)))] : []),
  )
  return seq(tbs, algorithm, bitString(sign('sha256', tbs, order.issuerKey)))
}

export type SelfSignedOrder = {
  subject: Name
  /** The private key; its public half is the certificate's. */
  key: KeyObject
  notBefore: Date
  notAfter: Date
  serial?: Buffer
  extensions: Extension[]
}

/** A certificate whose subject vouches for itself: our own CA, a key for a token, a throw-away SCEP signer. */
export function selfSignedCertificate({ subject, key, ...rest }: SelfSignedOrder): Buffer {
  return issueCertificate({
    ...rest,
    subject,
    publicKey: createPublicKey(key),
    issuer: { name: subject },
    issuerKey: key,
  })
}

/** Positive, never zero, without a leading zero byte, and not to be guessed. */
function randomSerial(): Buffer {
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}

function serialNumber(magnitude: Buffer): Buffer {
  const written = integer(magnitude)
  const bytes = written.length - 2
  if (bytes > 20) throw new RangeError('A serial number has at most 20 bytes')
  if (magnitude.every((byte) => byte === 0)) throw new RangeError('A serial number is not zero')
  return written
}
