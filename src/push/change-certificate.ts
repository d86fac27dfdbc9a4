import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { PushCertificateRequest } from '../contract/push.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { createCsr } from '../protocol/x509/csr.ts'
import { pem } from '../protocol/x509/pem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import {
  lockCertificate,
  openKey,
  sealKey,
  setCertificate,
  setRequest,
  type CertificateRow,
} from './certificate-store.ts'
import { readPushCertificate, wrongKey, type PushCertificateFile } from './push-certificate.ts'
import { hurryAll } from './push-store.ts'
import type { PushTargets } from './targets.ts'

const target = (id: string) => ({ kind: 'push-certificate', id, name: 'Push certificate' })

/**
 * A request for Apple with a key made here; the key stays sealed. While one waits it is given again, since a certificate may
 * be on its way that was made for it.
 */
export async function makeRequest(
  { db, secrets, clock }: Platform,
  actor: Actor,
  { replace }: { replace: boolean },
): Promise<PushCertificateRequest> {
  const { organizationName } = await readEnrollmentSettings(db)
  // Outside of the transaction, which would hold its lock meanwhile.
  const { privateKey: key } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return db.transaction().execute(async (trx) => {
    const row = await lockCertificate(trx)
    if (row.request_pem && row.request_made_at && !replace)
      return { csr: row.request_pem, madeAt: row.request_made_at }
    const now = clock()
    const csr = pem('CERTIFICATE REQUEST', createCsr({ subject: subjectFor(organizationName), key }))
    const keySealed = sealKey(secrets, 'request_key_sealed', row.id, key)
    await setRequest(trx, { id: row.id, csr, keySealed, now })
    await recordAudit(trx, actor, {
      action: 'push-certificate.requested',
      target: target(row.id),
      after: { replaced: row.request_pem !== null },
    })
    return { csr, madeAt: now.toISOString() }
  })
}

/** RFC 5280 allows an organization 64 characters. */
const subjectFor = (organization: string) => [
  { type: 'CN' as const, value: 'Muster MDM push' },
  ...(organization ? [{ type: 'O' as const, value: Array.from(organization).slice(0, 64).join('') }] : []),
]

export type CertificateUpload = { text: string; confirmOtherTopic: boolean }

/** Takes a certificate for the request that waits, for the key in use (a renewal), or with a key of its own. @throws {Problem} */
export async function changeCertificate(
  { db, secrets, clock }: Platform,
  targets: PushTargets,
  actor: Actor,
  { text, confirmOtherTopic }: CertificateUpload,
): Promise<void> {
  const now = clock()
  const file = readPushCertificate(text, now)
  await db.transaction().execute(async (trx) => {
    const row = await lockCertificate(trx)
    const key =
      file.key ??
      keyFor(file, [openKey(secrets, 'request_key_sealed', row), openKey(secrets, 'private_key_sealed', row)])
    const enrolled = (await targets.countByTopic(trx)).find(({ topic }) => topic === row.topic)?.enrolled ?? 0
    checkTopic(row, file, { enrolled, confirmOtherTopic })
    const keySealed = sealKey(secrets, 'private_key_sealed', row.id, key)
    const { pem, topic, leaf } = file
    await setCertificate(trx, { id: row.id, pem, keySealed, topic, expiresAt: leaf.validToDate }, now)
    await hurryAll(trx)
    await recordAudit(trx, actor, {
      action: 'push-certificate.changed',
      target: target(row.id),
      before: { topic: row.topic, expiresAt: row.expires_at },
      after: { topic, expiresAt: leaf.validToDate.toISOString(), serialNumber: leaf.serialNumber },
    })
  })
}

function keyFor({ leaf }: PushCertificateFile, keys: (KeyObject | undefined)[]): KeyObject {
  const found = keys.find((key) => key && leaf.checkPrivateKey(key))
  if (found) return found
  if (keys.every((key) => key === undefined))
    throw new Problem('push-certificate.wrong-key', {
      detail:
        'There is no key here for this certificate. Make the request here first, or upload the certificate together with its private key.',
    })
  throw wrongKey('The key of the request that was made here')
}

type Standing = { enrolled: number; confirmOtherTopic: boolean }

/** The topic of an enrollment can never change (apple-mdm.md 0.1): a certificate with another one reaches none of them. */
function checkTopic({ topic }: CertificateRow, file: PushCertificateFile, standing: Standing): void {
  if (topic === null || topic === file.topic) return
  const { enrolled, confirmOtherTopic } = standing
  const facts = { expected: topic, found: file.topic, devices: enrolled }
  if (enrolled > 0)
    throw new Problem('push-certificate.other-topic', {
      ...facts,
      detail: `This is another certificate, not a renewal of the one here: its topic differs, and a device keeps the topic that it enrolled with. All ${enrolled} enrolled devices would have to enroll again. At identity.apple.com choose "Renew" at the certificate with the topic ${topic}, signed in with the same Apple Account.`,
    })
  if (!confirmOtherTopic)
    throw new Problem('push-certificate.other-topic', {
      ...facts,
      detail:
        'This is another certificate, not a renewal of the one here. No device is enrolled with the topic here, so it can be replaced; confirm that with confirmOtherTopic.',
    })
}
