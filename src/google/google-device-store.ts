import { sql, type SqlBool } from 'kysely'
import type { GoogleDevice, GoogleDeviceQuery } from '../contract/google.ts'
import type { Page } from '../contract/common.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { decodeCursor, pageOf } from '../platform/db/paging.ts'

const columns = sql`
  g.name, g.claimed, g.state, g.bulk_enrollment_id as "bulkEnrollmentId", g.outcome, g.reason, g.arrival_id as "arrivalId",
  g.device_id as "deviceId", g.disabled, g.enrolled_at as "enrolledAt", g.first_seen_at as "firstSeenAt",
  g.last_seen_at as "lastSeenAt", g.gone_at as "goneAt", g.erased_at as "erasedAt",
  (select name from bulk_enrollment b where b.id = g.bulk_enrollment_id) as "bulkEnrollmentName",
  (select identifier from device d where d.id = g.device_id) as "deviceIdentifier"`

export async function findGoogleDevice(db: Db, name: string): Promise<GoogleDevice | undefined> {
  const { rows } = await sql<GoogleDevice>`
    select ${columns} from google_device g where g.name = ${name}`.execute(db)
  return rows[0]
}

/** By name, which for Google's names is no order that means anything. */
export async function listGoogleDevices(
  db: Db,
  { limit, cursor, outcome }: GoogleDeviceQuery,
): Promise<Page<GoogleDevice>> {
  const wanted = outcome ? sql<SqlBool>`g.outcome = ${outcome}` : sql<SqlBool>`true`
  const after = cursor ? sql<SqlBool>`g.name > ${decodeCursor(cursor).id}` : sql<SqlBool>`true`
  const { rows } = await sql<GoogleDevice>`
    select ${columns} from google_device g where ${wanted} and ${after} order by g.name limit ${limit + 1}`.execute(
    db,
  )
  const total = await sql<{ count: number }>`
    select count(*) as count from google_device g where ${wanted}`.execute(db)
  const page = pageOf(
    rows,
    limit,
    ({ name }) => ({ key: null, id: name }),
    (row) => row,
  )
  return { ...page, total: total.rows[0]?.count ?? 0 }
}

export type KeptDevice = {
  name: string
  claimed: object
  state: string
  reported: object
  enrollment_token_name: string | null
  bulk_enrollment_id: string | null
  outcome: GoogleDevice['outcome']
  reason: string
  arrival_id: string | null
  device_id: string | null
  /** Left out, it stays. */
  admitted_device_id?: string | null
  erased_at?: null
  enrolled_at: string | null
}

export async function keepGoogleDevice(trx: Trx, device: KeptDevice, now: Date): Promise<void> {
  const { claimed, reported, ...rest } = device
  const values = {
    ...rest,
    claimed: JSON.stringify(claimed),
    reported: JSON.stringify(reported),
    last_seen_at: now,
    gone_at: null,
  }
  const { name: _, ...changed } = values
  await trx
    .insertInto('google_device')
    .values({ ...values, first_seen_at: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(changed))
    .execute()
}

/** It was just disabled or enabled at Google. */
export async function setDisabled(db: Db, name: string, disabled: boolean): Promise<void> {
  const state = disabled ? 'DISABLED' : 'ACTIVE'
  await db.updateTable('google_device').set({ disabled, state }).where('name', '=', name).execute()
}

/** Those that were not seen since then. The enrollment of one that is erased has ended with that; its record may have another. */
export async function listUnseen(db: Db, since: Date): Promise<{ name: string; deviceId: string | null }[]> {
  const { rows } = await sql<{ name: string; deviceId: string | null }>`
    select name, case when erased_at is null then device_id end as "deviceId" from google_device
    where last_seen_at < ${since} and gone_at is null`.execute(db)
  return rows
}

export async function setGone(trx: Trx, name: string, now: Date): Promise<void> {
  await trx.updateTable('google_device').set({ gone_at: now }).where('name', '=', name).execute()
}

/** Whether another device at Google stands for the record: the same phone has another name there after it was set up again. */
export async function isStillManaged(db: Db, deviceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('google_device')
    .select('name')
    .where('device_id', '=', deviceId)
    .where('outcome', '=', 'admit')
    .where('gone_at', 'is', null)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
