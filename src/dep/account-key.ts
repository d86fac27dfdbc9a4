import { createPrivateKey, generateKeyPair, X509Certificate, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { extension } from '../protocol/x509/extension.ts'
import { selfSignedCertificate } from '../protocol/x509/issue-certificate.ts'
import { pem } from '../protocol/x509/pem.ts'

/** A key pair whose certificate is uploaded at Apple; Apple encrypts the token to it. */
export type AccountKey = { certificatePem: string; key: KeyObject }

const dayMs = 86_400_000

/**
 * RSA, as everybody who talks to Apple here; a random serial number, so that a token made for an older pair is noticed
 * (apple-dep.md 1.1). Apple does not look at the dates, people do.
 */
export async function makeAccountKey(now: Date): Promise<AccountKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const certificate = selfSignedCertificate({
    subject: [
      { type: 'CN', value: 'Muster DEP token' },
      { type: 'O', value: 'Muster' },
    ],
    key: privateKey,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + 365 * dayMs),
    extensions: [
      extension.basicConstraints(false),
      extension.keyUsage('digitalSignature', 'keyEncipherment'),
    ],
  })
  return { certificatePem: pem('CERTIFICATE', certificate), key: privateKey }
}

/** The pair in use, or the one made for a renewal, which is promoted when a token decrypts with it. */
export type KeyPlace = 'private_key_sealed' | 'staged_private_key_sealed'

const placeOf = (column: KeyPlace, accountId: string) => `dep_account.${column}:${accountId}`

export const sealKey = (secrets: Secrets, column: KeyPlace, accountId: string, key: KeyObject): Buffer =>
  secrets.seal(placeOf(column, accountId), key.export({ type: 'pkcs8', format: 'der' }))

type SealedKey = { certificatePem: string; sealed: Buffer; column: KeyPlace; accountId: string }

/** What decrypts a token file. */
export function openKey(secrets: Secrets, { certificatePem, sealed, column, accountId }: SealedKey) {
  const der = secrets.open(placeOf(column, accountId), sealed)
  return {
    certificate: new X509Certificate(certificatePem).raw,
    key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
  }
}
