import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { extension } from '../../src/protocol/x509/extension.ts'
import { selfSignedCertificate } from '../../src/protocol/x509/issue-certificate.ts'

export type Identity = { certificate: Buffer; key: KeyObject }

/** A fresh key with a certificate of its own, valid for a day on either side of `now`. */
export function newIdentity(name: string, kind: 'rsa' | 'ec' = 'rsa', now = new Date()): Identity {
  const { privateKey, publicKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const dayMs = 86_400_000
  const certificate = selfSignedCertificate({
    subject: [{ type: 'CN', value: name }],
    key: privateKey,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + dayMs),
    extensions: [extension.subjectKeyId(publicKey)],
  })
  return { certificate, key: privateKey }
}
