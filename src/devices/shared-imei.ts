import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import { imeiBody, type DeviceState } from './device.ts'

/**
 * A phone says one of its two IMEIs, and that must lead to one record. That two live records have the same first is the business of the
 * unique index; for all else whoever has written an IMEI looks here, before the audit record, so that locks are taken in one order.
 */

type Holder = { id: string; identifier: string; imei: string | null; list: string | null }

/** Refuses an IMEI that another live device has as its second, and a second one that another has at all. */
export async function refuseSharedImei(
  trx: Trx,
  id: string,
  { imei, imei2 }: Pick<DeviceState, 'imei' | 'imei2'>,
): Promise<void> {
  const [first, second] = [imei, imei2].map((number) => (number ? imeiBody(number) : null))
  if (!first && !second) return
  await lockImeis(trx)
  const { rows } = await sql<Holder>`
    select d.id, d.identifier, case when d.imei_body = ${second ?? null} then d.imei else d.imei2 end as imei,
      (select b.name from bulk_enrollment b where b.id = d.bulk_enrollment_id) as list
    from device d
    where (left(d.imei2, 14) = any(${[first, second].filter((body) => body)}::text[]) or d.imei_body = ${second ?? null})
      and d.status <> 'withdrawn' and d.id <> ${id} limit 1`.execute(trx)
  const [holder] = rows
  if (!holder) return
  const { identifier, list } = holder
  throw new Problem('device.imei-taken', {
    detail: `The IMEI ${holder.imei} belongs to the device ${identifier}${list ? `, on the list of ${list}` : ''}`,
    identifier,
    deviceId: holder.id,
  })
}

/** Whether one of these devices (a query with one column, `id`), which were just written, has an IMEI that another live one has, too. */
export async function hasSharedImeis(trx: Trx, devices: RawBuilder<unknown>): Promise<boolean> {
  await lockImeis(trx)
  const { rows } = await sql`${sharedAmong(devices)} limit 1`.execute(trx)
  return rows.length > 0
}

/** Takes the IMEIs off devices that were just added and are not the first to have them: nobody can tell which is right. */
export async function dropSharedImeis(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await lockImeis(trx)
  const added = sql`select unnest(${[...ids]}::uuid[]) as id`
  await sql`
    update device set imei = null, imei2 = null where id in (
      select shared.id from (${sharedAmong(added)}) as shared where other < id or other not in (${added}))`.execute(
    trx,
  )
}

/** Until the transaction ends, so that the next one sees what this one has written. */
const lockImeis = (trx: Trx) =>
  sql`select pg_advisory_xact_lock(hashtextextended('device.imei', 0))`.execute(trx)

/**
 * Columns: id, and another live device that has one of its IMEIs; not where both have it as their first. Where nobody has a second
 * one there is nothing to look at.
 */
const sharedAmong = (devices: RawBuilder<unknown>) => sql`
  with written as (
    select id, imei_body as first, left(imei2, 14) as second from device
    where (select exists (select from device where imei2 is not null and status <> 'withdrawn'))
      and id in (${devices}) and status <> 'withdrawn' and coalesce(imei, imei2) is not null
  )
  select w.id, o.id as other from written w join device o on left(o.imei2, 14) = w.first and o.status <> 'withdrawn' and o.id <> w.id
  union all select w.id, o.id from written w join device o on o.imei_body = w.second and o.status <> 'withdrawn' and o.id <> w.id
  union all select w.id, o.id from written w join device o on left(o.imei2, 14) = w.second and o.status <> 'withdrawn' and o.id <> w.id`
