import { X509Certificate } from 'node:crypto'
import type { CertificateFacts } from '../contract/dep-profile.ts'

const pemBlock = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([\s\S]*?)-----END/g

/**
 * The certificates in a text as people have them: PEM, of which a file may hold several, or DER in base64, also in the
 * spelling for URLs that one of the other servers writes. Undefined when there is none.
 */
export function certificatesInText(text: string): X509Certificate[] | undefined {
  const blocks = [...text.matchAll(pemBlock)].map(([, body = '']) => body)
  const read = (blocks.length > 0 ? blocks : [text]).map((body) =>
    certificateOf(Buffer.from(body.replaceAll(/\s/g, ''), 'base64')),
  )
  return read.every((certificate) => certificate !== undefined) ? read : undefined
}

/** A file, PEM or DER. */
export function certificatesInFile(bytes: Buffer): X509Certificate[] | undefined {
  if (bytes[0] !== 0x30) return certificatesInText(bytes.toString('latin1'))
  const certificate = certificateOf(bytes)
  return certificate && [certificate]
}

/** X509Certificate reads PEM as well, and passes over what follows a certificate. */
function certificateOf(der: Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(der)
    return der[0] === 0x30 && certificate.raw.length === der.length ? certificate : undefined
  } catch {
    return undefined
  }
}

export const derOf = (certificate: X509Certificate): string => certificate.raw.toString('base64')

export function certificateFacts(certificate: X509Certificate, now: Date): CertificateFacts {
  const [notBefore, notAfter] = [certificate.validFromDate, certificate.validToDate]
  return {
    der: derOf(certificate),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    state: now > notAfter ? 'expired' : now < notBefore ? 'not-yet-valid' : 'valid',
    fingerprint: certificate.fingerprint256,
    isCa: certificate.ca,
  }
}

/** Node writes a name in lines, the last part first. */
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ')
