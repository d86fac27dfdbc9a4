import { generateKeyPairSync } from 'node:crypto'
import { extension } from '../../src/protocol/x509/extension.ts'
import { selfSignedCertificate } from '../../src/protocol/x509/issue-certificate.ts'
import { pem } from './test-certificate.ts'

/** A certificate for 127.0.0.1 that nobody trusts unless told so. */
export function loopbackCertificate(): { key: string; cert: string } {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = selfSignedCertificate({
    subject: [{ type: 'CN', value: 'a server of the test' }],
    key,
    notBefore: new Date('2019-01-01T00:00:00Z'),
    notAfter: new Date('2049-01-01T00:00:00Z'),
    extensions: [
      extension.subjectKeyId(publicKey),
      extension.subjectAltName({ type: 'ip', value: '127.0.0.1' }),
    ],
  })
  return {
    key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: pem(certificate.toString('base64')),
  }
}
