import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { Signer } from '../protocol/cms/sign-data.ts'
import { extension } from '../protocol/x509/extension.ts'
import { issueCertificate, selfSignedCertificate } from '../protocol/x509/issue-certificate.ts'
import type { Name } from '../protocol/x509/name.ts'
import { pem } from '../protocol/x509/pem.ts'

/** A certificate of our own with its private key. */
export type Authority = { certificate: Buffer; x509: X509Certificate; key: KeyObject }

export type Authorities = {
  /** Issues the identities of devices, by SCEP. */
  device: Authority
  /** Signs enrollment profiles; issued by `device`. */
  profileSigner: Signer
}

/** The authorities of the installation, made on first use. Read once in a process; a failed try is repeated. */
export function authoritiesOf({ db, secrets, clock }: Platform): () => Promise<Authorities> {
  let loading: Promise<Authorities> | undefined
  return () => {
    loading ??= loadAuthorities(db, secrets, clock()).catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

type Purpose = 'device' | 'profile'

async function loadAuthorities(db: Db, secrets: Secrets, now: Date): Promise<Authorities> {
  const device = await ensureAuthority(db, secrets, 'device', (key) => selfSigned(key, now))
  const profile = await ensureAuthority(db, secrets, 'profile', (key) => profileSigner(key, device, now))
  return {
    device,
    profileSigner: { certificate: profile.certificate, key: profile.key, chain: [device.certificate] },
  }
}

/** Two servers that start at once both make a key; the row that came first is the one that both use. */
async function ensureAuthority(
  db: Db,
  secrets: Secrets,
  purpose: Purpose,
  certify: (key: KeyObject) => Buffer,
): Promise<Authority> {
  const existing = await findAuthority(db, secrets, purpose)
  if (existing) return existing
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const id = uuidv7()
  await db
    .insertInto('authority')
    .values({
      id,
      purpose,
      certificate_pem: pem('CERTIFICATE', certify(privateKey)),
      private_key_sealed: secrets.seal(keyPlace(id), privateKey.export({ type: 'pkcs8', format: 'pem' })),
    })
    .onConflict((conflict) => conflict.column('purpose').doNothing())
    .execute()
  return (await findAuthority(db, secrets, purpose))!
}

async function findAuthority(db: Db, secrets: Secrets, purpose: Purpose): Promise<Authority | undefined> {
  const row = await db.selectFrom('authority').selectAll().where('purpose', '=', purpose).executeTakeFirst()
  if (!row) return undefined
  const x509 = new X509Certificate(row.certificate_pem)
  const key = createPrivateKey(secrets.openText(keyPlace(row.id), row.private_key_sealed))
  return { certificate: x509.raw, x509, key }
}

const keyPlace = (id: string) => `authority.private_key_sealed:${id}`

const dayMs = 86_400_000
const name = (commonName: string): Name => [
  { type: 'O', value: 'Muster' },
  { type: 'CN', value: commonName },
]
const validity = (now: Date, years: number) => ({
  notBefore: new Date(now.getTime() - dayMs),
  notAfter: new Date(now.getTime() + years * 365 * dayMs),
})

/** SCEP wants the first two usages (RFC 8894 3.1), and Macs have refused an authority without them (apple-mdm.md 3.3). */
const selfSigned = (key: KeyObject, now: Date): Buffer =>
  selfSignedCertificate({
    subject: name('Muster device CA'),
    key,
    ...validity(now, 20),
    extensions: [
      extension.basicConstraints(true),
      extension.keyUsage('digitalSignature', 'keyEncipherment', 'keyCertSign', 'cRLSign'),
      extension.subjectKeyId(createPublicKey(key)),
    ],
  })

const profileSigner = (key: KeyObject, issuer: Authority, now: Date): Buffer =>
  issueCertificate({
    subject: name('Muster profile signer'),
    publicKey: createPublicKey(key),
    issuer: { certificate: issuer.x509 },
    issuerKey: issuer.key,
    ...validity(now, 10),
    extensions: [
      extension.basicConstraints(false),
      extension.keyUsage('digitalSignature'),
      extension.extendedKeyUsage('emailProtection'),
      extension.subjectKeyId(createPublicKey(key)),
      extension.authorityKeyId(issuer.x509),
    ],
  })

/** The certificates of the authorities that were made so far. */
export async function listAuthorityCertificates(
  db: Db,
): Promise<{ id: string; purpose: string; certificate: X509Certificate }[]> {
  const rows = await db.selectFrom('authority').select(['id', 'purpose', 'certificate_pem']).execute()
  return rows.map(({ id, purpose, certificate_pem }) => ({
    id,
    purpose,
    certificate: new X509Certificate(certificate_pem),
  }))
}
