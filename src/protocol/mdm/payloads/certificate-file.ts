import { X509Certificate } from 'node:crypto'
import { Asn1Error } from '../../asn1/asn1.ts'
import { readPkcs12 } from './pkcs12.ts'
import { ProfileError } from './profile-error.ts'

/** A certificate that stands alone, or a PKCS#12 file with a key, of which nothing is shown. */
export type CertificateFile =
  | {
      format: 'x509'
      der: Buffer
      subject: string
      issuer: string
      notBefore: Date
      notAfter: Date
      /** SHA-256 of the DER, in pairs with colons. */
      fingerprint: string
      /** Issued by itself for issuing others. */
      root: boolean
    }
  | { format: 'pkcs12'; bytes: Buffer; passwordIs: 'right' | 'unknown' }
export type X509File = Extract<CertificateFile, { format: 'x509' }>

const blocks = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g

/** PEM or DER with one certificate, or PKCS#12 with its password. @throws {ProfileError} */
export function readCertificateFile(
  file: Uint8Array,
  { password = '', pointer }: { password?: string | null | undefined; pointer?: string } = {},
): CertificateFile {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const at = pointer === undefined ? {} : { pointer }
  const text = bytes.toString('latin1')
  if (text.includes('-----BEGIN ')) return factsOf(onlyBlock(text, at), at)
  return x509In(bytes) ?? pkcs12In(bytes, password ?? '', at)
}

type At = { pointer?: string }

function onlyBlock(text: string, at: At): X509Certificate {
  const found = [...text.matchAll(blocks)].map(([block, label = '']) => ({ block, label }))
  if (found.some(({ label }) => label.includes('PRIVATE KEY')))
    throw new ProfileError(
      'certificate',
      'The file has a private key in the open. A certificate with its key must come as PKCS#12 (.p12), with a password.',
      at,
    )
  const certificates = found.filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))
  const [first, ...more] = certificates
  if (!first) throw new ProfileError('certificate', 'There is no certificate in the file.', at)
  if (more.length > 0)
    throw new ProfileError(
      'certificate',
      `There are ${certificates.length} certificates in the file. Give each a policy of its own.`,
      at,
    )
  return readX509(first.block) ?? unreadable(at)
}

const unreadable = (at: At): never => {
  throw new ProfileError('certificate', 'The certificate in the file is damaged.', at)
}

function x509In(bytes: Buffer): X509File | undefined {
  const certificate = bytes[0] === 0x30 ? readX509(bytes) : undefined
  return certificate && factsOf(certificate)
}

function pkcs12In(bytes: Buffer, password: string, at: At): CertificateFile {
  try {
    const { passwordIs } = readPkcs12(bytes, password)
    if (passwordIs !== 'wrong') return { format: 'pkcs12', bytes, passwordIs }
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new ProfileError(
      'certificate',
      'The file is neither a certificate (PEM or DER) nor PKCS#12 (.p12, .pfx).',
      { cause, ...at },
    )
  }
  throw new ProfileError(
    'password',
    password === '' ? 'The file needs its password.' : 'The password does not open the file.',
    at,
  )
}

/** What node cannot read of a certificate shows as an error of any kind. */
function readX509(source: Buffer | string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(source)
    return Number.isNaN(certificate.validToDate.getTime()) ? undefined : certificate
  } catch {
    return undefined
  }
}

function factsOf(certificate: X509Certificate, at: At = {}): X509File {
  try {
    return {
      format: 'x509',
      der: certificate.raw,
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      notBefore: certificate.validFromDate,
      notAfter: certificate.validToDate,
      fingerprint: certificate.fingerprint256,
      root: certificate.ca && certificate.subject === certificate.issuer,
    }
  } catch {
    return unreadable(at)
  }
}

/** Node writes a name in lines. */
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ')
