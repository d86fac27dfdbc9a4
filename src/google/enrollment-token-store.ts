import { sql } from 'kysely'
import type { AndroidArrival } from '../admission/android-rules.ts'
import type { Db } from '../platform/db/database.ts'

export type KeptToken = {
  id: string
  name: string
  policyName: string
  valueSealed: Buffer
  qrSealed: Buffer
  expiresAt: string
  createdAt: string
}

export type NewToken = {
  id: string
  bulkId: string
  name: string
  policyName: string
  valueSealed: Buffer
  qrSealed: Buffer
  expiresAt: Date
  now: Date
}

export async function insertToken(db: Db, o: NewToken): Promise<void> {
  await sql`
    insert into google_enrollment_token
      (id, bulk_enrollment_id, bulk_token_hash, name, policy_name, value_sealed, qr_sealed, expires_at, created_at)
    select ${o.id}, b.id, b.token_hash, ${o.name}, ${o.policyName}, ${o.valueSealed}, ${o.qrSealed}, ${o.expiresAt}, ${o.now}
    from bulk_enrollment b where b.id = ${o.bulkId}`.execute(db)
}

/** A token at Google stands for that of the bulk enrollment as it was: one that was refreshed, or ends earlier now, ends both. */
const stands = sql`(t.bulk_token_hash is not distinct from b.token_hash
  and (b.token_expires_at is null or t.expires_at <= b.token_expires_at + interval '1 minute'))`

/** The latest that still enrolls devices. */
export async function findToken(db: Db, bulkId: string, now: Date): Promise<KeptToken | undefined> {
  const { rows } = await sql<KeptToken>`
    select t.id, t.name, t.policy_name as "policyName", t.value_sealed as "valueSealed", t.qr_sealed as "qrSealed",
      t.expires_at as "expiresAt", t.created_at as "createdAt"
    from google_enrollment_token t join bulk_enrollment b on b.id = t.bulk_enrollment_id
    where b.id = ${bulkId} and ${stands} and t.expires_at > ${now} order by t.created_at desc limit 1`.execute(
    db,
  )
  return rows[0]
}

/** What the token of a device is here. That it had not expired when the device came is for Google to see to. */
export async function tokenOfDevice(db: Db, name: string | undefined): Promise<AndroidArrival> {
  if (!name) return { token: 'none', bulkId: null }
  const { rows } = await sql<{ bulkId: string }>`
    select b.id as "bulkId" from google_enrollment_token t join bulk_enrollment b on b.id = t.bulk_enrollment_id
    where t.name = ${name} and ${stands}`.execute(db)
  const bulkId = rows[0]?.bulkId
  return bulkId ? { token: 'valid', bulkId } : { token: 'wrong', bulkId: null }
}

/** Those to be taken back at Google. */
export async function listOverdue(db: Db): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select t.id, t.name from google_enrollment_token t left join bulk_enrollment b on b.id = t.bulk_enrollment_id
    where b.id is null or not (${stands})`.execute(db)
  return rows
}

export async function deleteToken(db: Db, id: string): Promise<void> {
  await db.deleteFrom('google_enrollment_token').where('id', '=', id).execute()
}
