import { generateKeyPairSync } from 'node:crypto'
import { selfSignedCertificate } from '../../src/protocol/x509/issue-certificate.ts'

const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const made = new Map<string, string>()

/** DER in base64; the same one for the same wish. */
export function testCertificate({ name = 'test', notAfter = '2049-01-01' } = {}): string {
  const wish = `${name} ${notAfter}`
  const known = made.get(wish)
  if (known) return known
  const certificate = selfSignedCertificate({
    subject: [{ type: 'CN', value: name }],
    key,
    notBefore: new Date('2019-01-01T00:00:00Z'),
    notAfter: new Date(`${notAfter}T00:00:00Z`),
    extensions: [],
  }).toString('base64')
  made.set(wish, certificate)
  return certificate
}

export const pem = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
