import type { KeyObject } from 'node:crypto'
import { lockDevice } from '../devices/device-store.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { PkiRequest } from '../protocol/scep/pki-request.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { Authority } from './authority.ts'
import { findRenewed, insertCertificate, revokeRenewed, sha256 } from './certificate-store.ts'
import { lockEnrollment } from './enrollment-store.ts'
import { identitySubject, issueIdentity, type Binding } from './identity-certificate.ts'
import { isWithinGrace } from './renewal-rules.ts'
import { refused, type ScepOutcome } from './scep-outcome.ts'

export const publicKeyHashOf = (publicKey: KeyObject): Buffer =>
  sha256(publicKey.export({ type: 'spki', format: 'der' }))

/**
 * A device renews its certificate by itself, signing with the one that it has (RFC 8894 3.3.1.2, apple-mdm.md 3.7). The new one
 * is for the same device and the same enrollment, whatever the request wishes for. No message will tell of it: the enrollment
 * takes the certificate when it is used. A repeated request gets the same certificate; another key takes the place of the
 * one before, which nobody has used.
 */
export async function renewIdentity(
  platform: Platform,
  ca: Authority,
  { signer, csr: { subject, publicKey } }: PkiRequest,
): Promise<ScepOutcome> {
  const { db, clock } = platform
  const owner = await findOwner(db, sha256(signer.raw))
  if (!owner) return refused('bad-renewal', 'badCertId')
  const { deviceId, binding, enrollmentId } = owner
  if (JSON.stringify(subject) !== JSON.stringify(identitySubject(deviceId))) return refused('another-device')
  const { certificateGraceDays } = await readEnrollmentSettings(db)
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const record = await lockDevice(trx, deviceId, now)
    const enrollment = await lockEnrollment(trx, enrollmentId)
    if (!record || record.device.status === 'withdrawn' || enrollment?.state !== 'active')
      return refused('not-enrolled')
    // The owner was read before the locks: meanwhile another certificate may have taken its place.
    if (enrollment.certificateId !== owner.certificateId) return refused('bad-renewal', 'badCertId')
    if (!isWithinGrace(new Date(owner.notAfter), now, certificateGraceDays))
      return refused('expired-certificate', 'badTime')
    const publicKeyHash = publicKeyHashOf(publicKey)
    const earlier = await findRenewed(trx, { enrollmentId, publicKeyHash })
    if (earlier) return { certificate: earlier }
    await revokeRenewed(trx, { enrollmentId }, now)
    const issued = issueIdentity(ca, { publicKey, deviceId, binding, now })
    const renewal = { renewsEnrollmentId: enrollmentId, publicKeyHash }
    await insertCertificate(trx, { deviceId, binding, ...issued, ...renewal })
    return { certificate: issued.der }
  })
}

type Owner = {
  certificateId: string
  deviceId: string
  binding: Binding
  enrollmentId: string
  notAfter: string
}

/** The enrollment that a certificate speaks for. That it is one of ours shows in its being on record. */
async function findOwner(db: Db, certificateSha256: Buffer): Promise<Owner | undefined> {
  const row = await db
    .selectFrom('certificate as x')
    .innerJoin('enrollment as e', 'e.certificate_id', 'x.id')
    .select(['x.id', 'x.device_id', 'x.serial', 'x.udid', 'x.not_after', 'e.id as enrollment_id'])
    .where('x.sha256', '=', certificateSha256)
    .where('x.revoked_at', 'is', null)
    .where('e.state', '=', 'active')
    .executeTakeFirst()
  return (
    row && {
      certificateId: row.id,
      deviceId: row.device_id,
      binding: { serial: row.serial, udid: row.udid },
      enrollmentId: row.enrollment_id,
      notAfter: row.not_after,
    }
  )
}
