import { createHash } from 'node:crypto'
import type { Db, Trx } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { Binding } from './identity-certificate.ts'

export type NewCertificate = {
  deviceId: string
  binding: Binding
  der: Buffer
  notBefore: Date
  notAfter: Date
  /** The enrollment that it is to go on with, of a renewal. */
  renewsEnrollmentId?: string | null
  /** Of a renewal that the device asked for by itself. */
  publicKeyHash?: Buffer
}

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export async function insertCertificate(trx: Trx, o: NewCertificate): Promise<string> {
  const id = uuidv7()
  await trx
    .insertInto('certificate')
    .values({
      id,
      device_id: o.deviceId,
      ...o.binding,
      sha256: sha256(o.der),
      der: o.der,
      not_before: o.notBefore,
      not_after: o.notAfter,
      renews_enrollment_id: o.renewsEnrollmentId ?? null,
      public_key_hash: o.publicKeyHash ?? null,
    })
    .execute()
  return id
}

export async function findCertificateDer(db: Db, id: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('certificate').select('der').where('id', '=', id).executeTakeFirst()
  return row?.der
}

/** The device that a certificate is for, and when it ends. @throws when there is none */
export async function findBinding(db: Db, id: string): Promise<{ binding: Binding; notAfter: string }> {
  const { serial, udid, not_after } = await db
    .selectFrom('certificate')
    .select(['serial', 'udid', 'not_after'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { binding: { serial, udid }, notAfter: not_after }
}

/** A certificate that an enrollment has not taken yet, for a device that asks again since it heard no answer. */
export async function findRenewed(
  trx: Trx,
  { enrollmentId, publicKeyHash }: { enrollmentId: string; publicKeyHash: Buffer },
): Promise<Buffer | undefined> {
  const row = await trx
    .selectFrom('certificate')
    .select('der')
    .where('renews_enrollment_id', '=', enrollmentId)
    .where('public_key_hash', '=', publicKeyHash)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.der
}

export async function revokeCertificate(trx: Trx, id: string, now: Date): Promise<void> {
  await trx.updateTable('certificate').set({ revoked_at: now }).where('id', '=', id).execute()
}

/** Those that were to go on with the enrollment, but for the one that it has taken. */
export async function revokeRenewed(
  trx: Trx,
  { enrollmentId, except = null }: { enrollmentId: string; except?: string | null },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('certificate')
    .set({ revoked_at: now })
    .where('renews_enrollment_id', '=', enrollmentId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb('id', 'is distinct from', except))
    .execute()
}

/** A certificate that was issued before it was known which device it is for is for this one from now on. */
export async function bindCertificate(trx: Trx, id: string, binding: Binding): Promise<void> {
  await trx.updateTable('certificate').set(binding).where('id', '=', id).execute()
}
