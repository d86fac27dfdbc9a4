import { sql, type SqlBool } from 'kysely'
import type { BulkDevice, BulkDeviceQuery } from '../../contract/bulk-enrollment.ts'
import type { Page } from '../../contract/common.ts'
import { statusOf } from '../../devices/device.ts'
import type { Db } from '../../platform/db/database.ts'
import { contains, decodeIdCursor, pageOf } from '../../platform/db/paging.ts'

type Row = Omit<BulkDevice, 'status'> & { status: string; expiresAt: string | null }

const columns = sql`
  d.id, d.identifier, d.imei, d.imei2, d.meid, d.serial, d.manufacturer, d.model, d.status, d.expires_at as "expiresAt",
  (select u.user_name from app_user u where u.id = d.user_id) as "userName",
  d.custom_attributes as "customAttributes", d.enrolled_at as "enrolledAt"`

const toDevice = ({ expiresAt, status, ...row }: Row, now: Date): BulkDevice => ({
  ...row,
  status: statusOf({ status, expiresAt }, now),
})

/** In the order in which they were added. */
export async function listBulkDevices(
  db: Db,
  bulkId: string,
  { limit, cursor, q, status }: BulkDeviceQuery,
  now: Date,
): Promise<Page<BulkDevice>> {
  const of = sql<SqlBool>`d.bulk_enrollment_id = ${bulkId}
    and ${q ? sql`d.search like ${contains(q)}` : sql`true`} and ${withStatus(status, now)}`
  const after = cursor ? sql`d.id > ${decodeIdCursor(cursor).id}` : sql`true`
  const { rows } = await sql<Row>`
    select ${columns} from device d where ${of} and ${after} order by d.id limit ${limit + 1}`.execute(db)
  const total = await sql<{ count: number }>`select count(*) as count from device d where ${of}`.execute(db)
  return {
    ...pageOf(
      rows,
      limit,
      ({ id }) => ({ key: null, id }),
      (row) => toDevice(row, now),
    ),
    total: total.rows[0]?.count ?? 0,
  }
}

function withStatus(status: BulkDeviceQuery['status'], now: Date) {
  if (status === undefined) return sql`true`
  if (status === 'expired') return sql`d.status = 'enrolling' and d.expires_at <= ${now}`
  if (status === 'enrolling')
    return sql`d.status = 'enrolling' and (d.expires_at is null or d.expires_at > ${now})`
  return sql`d.status = ${status}`
}

export async function findBulkDevice(
  db: Db,
  bulkId: string,
  id: string,
  now: Date,
): Promise<BulkDevice | undefined> {
  const { rows } = await sql<Row>`
    select ${columns} from device d where d.bulk_enrollment_id = ${bulkId} and d.id = ${id}`.execute(db)
  return rows[0] && toDevice(rows[0], now)
}

/** The list that a device is on. */
export const findBulkOfDevice = (
  db: Db,
  deviceId: string,
): Promise<{ id: string; name: string } | undefined> =>
  db
    .selectFrom('device as d')
    .innerJoin('bulk_enrollment as b', 'b.id', 'd.bulk_enrollment_id')
    .select(['b.id', 'b.name'])
    .where('d.id', '=', deviceId)
    .executeTakeFirst()

/** The names of all custom attributes that the devices of a list have, sorted. */
export async function listAttributeNames(db: Db, bulkId: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct name from device d, jsonb_object_keys(d.custom_attributes) as name
    where d.bulk_enrollment_id = ${bulkId} order by name`.execute(db)
  return rows.map(({ name }) => name)
}

const batchSize = 1000

/** The live devices of a list, batch by batch, in the order in which they were added. */
export async function* bulkDeviceBatches(db: Db, bulkId: string, now: Date): AsyncGenerator<BulkDevice[]> {
  for (let after: string | undefined; ;) {
    const { rows } = await sql<Row>`
      select ${columns} from device d
      where d.bulk_enrollment_id = ${bulkId} and d.status <> 'withdrawn' and ${after ? sql`d.id > ${after}` : sql`true`}
      order by d.id limit ${batchSize}`.execute(db)
    if (rows.length > 0) yield rows.map((row) => toDevice(row, now))
    if (rows.length < batchSize) return
    after = rows.at(-1)!.id
  }
}
