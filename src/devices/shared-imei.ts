import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import { imeiBody, type DeviceState } from './device.ts'

type Holder = { id: string; identifier: string; imei: string | null; list: string | null }

/**
 * A phone says one of its two IMEIs, and that must lead to one record: refuses an IMEI that another live device has as its second,
 * and a second one that another has at all. That two have the same first is the business of the unique index.
 */
export async function refuseSharedImei(
  trx: Trx,
  id: string,
  { imei, imei2 }: Pick<DeviceState, 'imei' | 'imei2'>,
): Promise<void> {
  const [first, second] = [imei, imei2].map((number) => (number ? imeiBody(number) : null))
  if (!first && !second) return
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
