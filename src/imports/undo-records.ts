import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { deleteDevices, releaseIdentifiers, replaceTags, updateDevices } from '../devices/device-bulk.ts'
import { deleteUsers, replaceOrganizations, updateUsers } from '../users/user-bulk.ts'
import { attributeOf, deviceColumns, isAttributeSql, userColumns, valuesAfter } from './undo-fields.ts'
import type { Undoing } from './undo-values.ts'

/**
 * The records that get values back, as they will be, in undo_device and undo_user: made before anything is written, since identifiers
 * are taken off devices on the way.
 */
export async function prepareRecords(trx: Trx, undoing: Undoing): Promise<void> {
  await prepareDevices(trx, undoing)
  await prepareUsers(trx, undoing)
}

/** What goes back to each record, as one object, and as the changes of its timeline. */
const valuesBack = (subject: 'device' | 'user') => sql`(
  select record_id, min(line) as line, jsonb_object_agg(field, before) as wanted, min(was) filter (where field = 'expirationDays') as expires_at,
    jsonb_object_agg(${attributeOf(sql`field`)}, before) filter (where ${isAttributeSql(sql`field`)}) as attributes,
    jsonb_agg(jsonb_build_object('field', field, 'before', after, 'after', before) order by field) as changes
  from undo_value where code is null and subject = ${subject} group by record_id)`

const keptOf = sql`(select count(*) from undo_kept k where k.record_id = w.record_id)`

async function prepareDevices(trx: Trx, { id, now }: Undoing): Promise<void> {
  await sql`
    create temporary table undo_device on commit drop as
    select d.id, w.line, d.identifier, d.revision, ${now}::timestamptz as now, w.changes, ${keptOf} as kept,
      ${valuesAfter(deviceColumns, 'd')},
      case when w.wanted ? 'userName' then u.id else d.user_id end as user_id,
      case when w.wanted ? 'template' then t.id else d.template_id end as template_id,
      case when w.wanted ? 'bulkEnrollment' then be.id else d.bulk_enrollment_id end as bulk_enrollment_id,
      case when w.wanted ? 'code' then p.previous_code_sealed else d.code_sealed end as code_sealed,
      case when w.wanted ? 'expirationDays' then w.expires_at::timestamptz else d.expires_at end as expires_at,
      jsonb_strip_nulls(d.custom_attributes || coalesce(w.attributes, '{}')) as custom_attributes,
      d.serial as serial_now, d.imei_body as imei_now
    from ${valuesBack('device')} as w
      join device d on d.id = w.record_id
      join import_plan p on p.import_id = ${id} and p.line = w.line
      left join app_user u on u.user_name = w.wanted->>'userName'
      left join template t on t.name = w.wanted->>'template'
      left join bulk_enrollment be on be.name = w.wanted->>'bulkEnrollment'`.execute(trx)
  await sql`create index on undo_device (serial) where serial is not null`.execute(trx)
  await sql`create index on undo_device (left(imei, 14)) where imei is not null`.execute(trx)
  await sql`analyze undo_device`.execute(trx)
}

async function prepareUsers(trx: Trx, { now }: Undoing): Promise<void> {
  await sql`
    create temporary table undo_user on commit drop as
    select u.id, w.line, u.user_name, u.updated_at, ${now}::timestamptz as now, w.changes, ${keptOf} as kept,
      ${valuesAfter(userColumns, 'u')}
    from ${valuesBack('user')} as w join app_user u on u.id = w.record_id`.execute(trx)
  await sql`analyze undo_user`.execute(trx)
}

const valuesOf = (field: string) => sql`undo_value v where v.field = ${field} and v.code is null`
const goingRecords = (subject: 'device' | 'user') =>
  sql`select record_id as id from undo_created where subject = ${subject} and code is null`

/** What is removed frees what others get back; users go last, when nobody has them. */
export async function writeRecords(trx: Trx): Promise<void> {
  await deleteDevices(trx, goingRecords('device'))
  await releaseIdentifiers(trx, movingDevices)
  await updateDevices(trx, sql`select * from undo_device`)
  await replaceTags(
    trx,
    sql`select record_id as device_id from ${valuesOf('tags')}`,
    sql`select v.record_id as device_id, tag.id as tag_id
        from undo_value v cross join lateral string_to_table(v.before, '|') as wanted(name) join tag on tag.name = wanted.name
        where v.field = 'tags' and v.code is null`,
  )
  await updateUsers(trx, sql`select * from undo_user`)
  await replaceOrganizations(
    trx,
    sql`select record_id as user_id from ${valuesOf('organizations')}`,
    sql`select v.record_id as user_id, o.id as organization_id
        from undo_value v cross join lateral string_to_table(v.before, '|') as wanted(name)
          join organization o on o.name = wanted.name
        where v.field = 'organizations' and v.code is null`,
  )
  await deleteUsers(trx, goingRecords('user'))
}

/** Devices whose serial number or IMEI goes to another one of them. */
const movingDevices = sql`
  select m.id from undo_device m
  where exists (select from undo_device o where o.id <> m.id and o.serial = m.serial_now)
    or exists (select from undo_device o where o.id <> m.id and left(o.imei, 14) = m.imei_now)`
