import { createHash, type KeyObject } from 'node:crypto'
import { Asn1Error, oid, readAsn1, seq, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { octets } from '../asn1/read-values.ts'
import { contextTag, tags } from '../asn1/tags.ts'

/** The bytes are not an X.509 certificate. */
export class CertificateError extends Error {
  override name = 'CertificateError'
}

/** The parts of a certificate that `X509Certificate` of node:crypto does not give out byte by byte. */
export type CertificateParts = {
  serial: Asn1Node
  issuer: Asn1Node
  subject: Asn1Node
  publicKeyInfo: Asn1Node
  extensions: Asn1Node[]
}

/** TBSCertificate (RFC 5280 4.1). @throws {Asn1Error} */
export function certificateParts(certificate: Asn1Node): CertificateParts {
  const { take, optional } = fields(fields(certificate).take(tags.sequence))
  optional(contextTag(0)) // version
  const serial = take(tags.integer)
  take(tags.sequence) // signature algorithm, repeated outside
  const issuer = take(tags.sequence)
  take(tags.sequence) // validity
  const subject = take(tags.sequence)
  const publicKeyInfo = take(tags.sequence)
  optional(0x81, 0xa1) // unique identifiers of version 2
  optional(0x82, 0xa2)
  const wrapped = optional(contextTag(3))
  const extensions = wrapped ? fields(wrapped, contextTag(3)).take(tags.sequence).children : []
  return { serial, issuer, subject, publicKeyInfo, extensions }
}

/**
 * The value of an extension, as the DER inside its OCTET STRING.
 * @throws {CertificateError}
 */
export const certificateExtension = (der: Uint8Array, id: string): Buffer | undefined =>
  readCertificate(der, (parts) => extensionValue(parts, id))

/** @throws {Asn1Error} */
export function extensionValue({ extensions }: CertificateParts, id: string): Buffer | undefined {
  // Compared as bytes: an identifier that cannot be written as text is of no concern here.
  const wanted = oid(id)
  const found = extensions.find((extension) => fields(extension).take().raw.equals(wanted))
  if (!found) return undefined
  const { take, optional } = fields(found)
  take(tags.oid)
  optional(tags.boolean)
  return octets(take(tags.octetString))
}

/**
 * IssuerAndSerialNumber (RFC 5652 10.2.4), cut from the certificate byte by byte: others compare it so.
 * @throws {CertificateError}
 */
export const issuerAndSerial = (der: Uint8Array): Buffer =>
  readCertificate(der, ({ issuer, serial }) => seq(issuer.raw, serial.raw))

/** The subject's name as it stands in the certificate. @throws {CertificateError} */
export const subjectOf = (der: Uint8Array): Buffer => readCertificate(der, ({ subject }) => subject.raw)

/** The identifier that the certificate gives to its key, if it does. @throws {CertificateError} */
export function subjectKeyIdOf(der: Uint8Array): Buffer | undefined {
  return readCertificate(der, (parts) => {
    const value = extensionValue(parts, '2.5.29.14')
    return value && octets(readAsn1(value))
  })
}

/** The identifier of a key by the first method of RFC 5280 4.2.1.2: SHA-1 over its bits. */
export function keyIdOf(publicKey: KeyObject): Buffer {
  const info = fields(readAsn1(publicKey.export({ type: 'spki', format: 'der' })))
  info.take(tags.sequence)
  return createHash('sha1').update(info.take(tags.bitString).content.subarray(1)).digest()
}

const maxBytes = 64 * 1024

function readCertificate<T>(der: Uint8Array, read: (parts: CertificateParts) => T): T {
  try {
    return read(certificateParts(readAsn1(der, { maxBytes })))
  } catch (cause) {
    if (cause instanceof Asn1Error) throw new CertificateError('This is not a certificate', { cause })
    throw cause
  }
}
