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
    })
    .execute()
  return id
}

export async function findCertificateDer(db: Db, id: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('certificate').select('der').where('id', '=', id).executeTakeFirst()
  return row?.der
}

export async function revokeCertificate(trx: Trx, id: string, now: Date): Promise<void> {
  await trx.updateTable('certificate').set({ revoked_at: now }).where('id', '=', id).execute()
}
