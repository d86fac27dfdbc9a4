import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../platform/db/database.ts'

/**
 * Changes of many devices at once, each one statement. `rows` is a query of the caller, whose columns are named at each function;
 * rules, events and the audit record are the caller's too.
 */
type Rows = RawBuilder<unknown>

/** What both statements write, as columns of the query and of the table. */
const written = [
  'display_name',
  'description',
  'serial',
  'imei',
  'meid',
  'udid',
  'wifi_mac',
  'user_id',
  'template_id',
  'code_sealed',
  'expires_at',
  'registration_email',
  'dep_method',
  'authentication',
  'imei2',
  'manufacturer',
  'model',
  'ownership',
  'custom_attributes',
  'bulk_enrollment_id',
]
const writtenColumns = sql.join(written.map((column) => sql.ref(column)))

/**
 * Bulk writes into the trigram indexes: a larger list of pending entries is merged into them in fewer, larger steps. Holds until the
 * transaction ends; `endBulk` leaves no long list for the searches that follow.
 */
export async function beginBulk(trx: Trx): Promise<void> {
  await sql`set local gin_pending_list_limit = '64MB'`.execute(trx)
  await sql`set local work_mem = '64MB'`.execute(trx)
}

export async function endBulk(trx: Trx): Promise<void> {
  await sql`select gin_clean_pending_list('device_search'), gin_clean_pending_list('app_user_search')`.execute(
    trx,
  )
}

/**
 * Columns: id, identifier, platform, source, now, and what is written. Answers how many. In the order of the ids, which is that of
 * their making: indexes grow at their end.
 */
export async function insertDevices(trx: Trx, rows: Rows): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    insert into device (id, identifier, platform, source, created_at, updated_at, ${writtenColumns})
    select id, identifier, platform, source, now, now, ${writtenColumns} from (${rows}) as rows order by id`.execute(
    trx,
  )
  return Number(numAffectedRows)
}

/** Columns: id, revision (the one expected: other records are left alone), now, and what is written. Answers how many. */
export async function updateDevices(trx: Trx, rows: Rows): Promise<number> {
  const assignments = written.map((column) => sql`${sql.ref(column)} = rows.${sql.ref(column)}`)
  const { numAffectedRows = 0n } = await sql`
    update device set ${sql.join(assignments)}, revision = device.revision + 1, updated_at = rows.now
    from (${rows}) as rows
    where device.id = rows.id and device.revision = rows.revision`.execute(trx)
  return Number(numAffectedRows)
}

/**
 * Takes serial numbers and IMEIs off devices (column: id) that will get others in the same transaction, so that two devices can
 * swap: unique indexes are checked row by row.
 */
export async function releaseIdentifiers(trx: Trx, rows: Rows): Promise<void> {
  await sql`update device set serial = null, imei = null from (${rows}) as rows where device.id = rows.id`.execute(
    trx,
  )
}

/** Makes the tags of `devices` (column: device_id) exactly those of `pairs` (columns: device_id, tag_id). */
export async function replaceTags(trx: Trx, devices: Rows, pairs: Rows): Promise<void> {
  await sql`delete from device_tag where device_id in (select device_id from (${devices}) as devices)`.execute(
    trx,
  )
  await sql`insert into device_tag (device_id, tag_id) select device_id, tag_id from (${pairs}) as pairs`.execute(
    trx,
  )
}

/** Forgets devices (column: id) with their tags and groups; their history stays. Answers how many. */
export async function deleteDevices(trx: Trx, rows: Rows): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from device where id in (select id from (${rows}) as rows)`.execute(trx)
  return Number(numAffectedRows)
}
