import { sql, type RawBuilder } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'

/**
 * Enrolled devices whose policies are to be compared with what they have. Whatever changes that marks them here, in its own
 * transaction; whoever speaks to devices takes them in turn. The times are the database's, since all servers share it.
 */

/** So many a second: ten thousand devices are not all pushed, and do not all come, at once. */
const perSecond = 50

/** Marks those of these devices (a query with the column id) that are enrolled. Call it after the change. */
export async function markDue(trx: Trx, devices: RawBuilder<unknown>): Promise<void> {
  // Existing rows are written too: who takes one waits for this transaction, and then sees what it changed.
  const { rows } = await sql<{ one: number }>`
    with due as (
      insert into device_due (device_id, due_at)
      select id, now() + make_interval(secs => (row_number() over (order by id) - 1) / ${perSecond}::double precision)
      from device where status = 'enrolled' and id in (${devices}) order by id
      on conflict (device_id) do update set due_at = least(device_due.due_at, excluded.due_at)
      returning 1)
    select 1 as one from due limit 1`.execute(trx)
  if (rows.length > 0) await announce(trx, { topic: 'device-due', id: null })
}

export const markDeviceDue = (trx: Trx, id: string): Promise<void> => markDue(trx, sql`select ${id}::uuid`)

/** The next whose time has come. */
export async function listDue(db: Db, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select device_id as id from device_due where due_at <= now() order by due_at limit ${most}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Takes the mark off, in the transaction that compares; false when another has done so. The caller holds the device's row. */
export async function takeDue(trx: Trx, deviceId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('device_due')
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function postpone(db: Db, deviceId: string, seconds: number): Promise<void> {
  await sql`
    update device_due set due_at = now() + make_interval(secs => ${seconds}) where device_id = ${deviceId}`.execute(
    db,
  )
}

/** Milliseconds until the next is due; undefined when none is marked. */
export async function nextDueInMs(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from min(due_at) - now())::double precision * 1000 as ms from device_due`.execute(db)
  const ms = rows[0]?.ms
  return ms === null || ms === undefined ? undefined : Math.max(0, ms)
}
