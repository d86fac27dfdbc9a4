import {
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { isIP } from 'node:net'
import { extension } from '../../protocol/x509/extension.ts'
import { issueCertificate, selfSignedCertificate } from '../../protocol/x509/issue-certificate.ts'
import { pem } from '../../protocol/x509/pem.ts'
import { readCsr } from '../../protocol/x509/csr.ts'

const dayMs = 86_400_000

/** A certificate in PEM with its private key in PEM. */
export type PemPair = { certificate: string; key: string }

/** What the simulated service shows to those who connect. */
export function serverIdentity(host: string, now: Date): PemPair {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = selfSignedCertificate({
    subject: [{ type: 'CN', value: 'Simulated Apple push service' }],
    key,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + 825 * dayMs),
    extensions: [
      extension.basicConstraints(true),
      extension.extendedKeyUsage('serverAuth'),
      extension.subjectKeyId(publicKey),
      extension.subjectAltName(
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        ...(isIP(host) && host !== '127.0.0.1' ? [{ type: 'ip' as const, value: host }] : []),
      ),
    ],
  })
  return { certificate: pem('CERTIFICATE', certificate), key: keyPem(key) }
}

const keyPem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

export type PushCertificateOrder = {
  /** Made up when left out: another certificate, not a renewal. */
  topic?: string
  notAfter?: Date
}

/** Plays identity.apple.com: issues MDM push certificates. The request needs no signature of an MDM vendor here. */
export type PushAuthority = {
  /** For a request in PEM; gives the certificate in PEM. @throws {CsrError} */
  certify(csr: string, order?: PushCertificateOrder): string
  /** With a key of its own, as for a server that comes from elsewhere. */
  pair(order?: PushCertificateOrder): PemPair
}

export function createPushAuthority(now: () => Date): PushAuthority {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const authority = new X509Certificate(
    selfSignedCertificate({
      subject: [{ type: 'CN', value: 'Simulated Apple push CA' }],
      key: privateKey,
      notBefore: new Date(now().getTime() - 10 * 365 * dayMs),
      notAfter: new Date(now().getTime() + 10 * 365 * dayMs),
      extensions: [extension.basicConstraints(true), extension.subjectKeyId(publicKey)],
    }),
  )
  const issue = (key: KeyObject, order: PushCertificateOrder = {}): string => {
    const { topic = `com.apple.mgmt.External.${randomUUID()}` } = order
    const notAfter = order.notAfter ?? new Date(now().getTime() + 365 * dayMs)
    const der = issueCertificate({
      subject: [
        { type: 'UID', value: topic },
        { type: 'CN', value: `APSP:${topic.split('.').at(-1) ?? ''}` },
        { type: 'C', value: 'US' },
      ],
      publicKey: key,
      issuer: { certificate: authority },
      issuerKey: privateKey,
      notBefore: new Date(Math.min(now().getTime(), notAfter.getTime()) - dayMs),
      notAfter,
      extensions: [
        extension.basicConstraints(false),
        extension.keyUsage('digitalSignature'),
        extension.extendedKeyUsage('clientAuth'),
        extension.authorityKeyId(authority),
      ],
    })
    return pem('CERTIFICATE', der)
  }
  return {
    certify: (csr, order) => issue(readCsr(derOf(csr)).publicKey, order),
    pair(order) {
      const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      return { certificate: issue(createPublicKey(key), order), key: keyPem(key) }
    },
  }
}

const derOf = (text: string): Buffer => Buffer.from(text.replace(/-----[^-]*-----/g, ''), 'base64')
