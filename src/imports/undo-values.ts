import { sql, type RawBuilder } from 'kysely'
import type { Device } from '../contract/device.ts'
import type { Trx } from '../platform/db/database.ts'
import { lockedWhileEnrolled } from './plan-status.ts'
import {
  attributeOf,
  deviceColumns,
  isAttributeSql,
  userColumns,
  userFieldNames,
  valueNow,
} from './undo-fields.ts'

const locked = [...new Set([...lockedWhileEnrolled, 'imei2'])]

export type Undoing = {
  id: string
  now: Date
  /** The time from which the import reckoned days until the expiry. */
  appliedAt: string
  defaultAuthentication: Device['authentication']
}

/**
 * One row for each value that the import changed and that is not back already: what it was, and in `code` why it stays; null where
 * it is put back. What somebody changed since is theirs.
 */
export async function judgeValues(trx: Trx, undoing: Undoing): Promise<void> {
  await sql`
    create temporary table undo_value on commit drop as
    select line, subject, record_id, field, before, after, was, null::text as holder,
      case when not still_written then 'value.changed-since'
        when status = 'withdrawn' then 'device.withdrawn'
        when status = 'enrolled' and field = any(${locked}::text[]) then 'device.locked'
        else missing end as code
    from (${deviceValues(undoing)} union all ${userValues(undoing)}) as value
    where not already_back`.execute(trx)
  await sql`create index on undo_value (record_id)`.execute(trx)
  await sql`analyze undo_value`.execute(trx)
}

/** Before and after are text in the plan; the expiry is compared as a time, the code by what is sealed. */
const deviceValues = ({ id, appliedAt }: Undoing) => {
  const now = valueNow(
    deviceColumns,
    'd',
    sql`when c.field = 'template' then t.name when c.field = 'userName' then cu.user_name
      when c.field = 'bulkEnrollment' then be.name
      when c.field = 'tags' then (select string_agg(tag.name, '|' order by tag.name collate "C")
        from device_tag x join tag on tag.id = x.tag_id where x.device_id = d.id)
      when ${isAttributeSql(sql`c.field`)} then d.custom_attributes->>${attributeOf(sql`c.field`)}`,
  )
  const written = sql`${appliedAt}::timestamptz + c.after::integer * interval '1 day'`
  return sql`
    select p.line, 'device' as subject, d.id as record_id, d.status, c.field, c.before, c.after, c.was,
      case c.field when 'expirationDays' then d.expires_at is not distinct from ${written}
        when 'code' then exists (select from undo_code where undo_code.line = p.line)
        else ${now} is not distinct from c.after end as still_written,
      case c.field when 'expirationDays' then d.expires_at is not distinct from c.was::timestamptz
        when 'code' then d.code_sealed is not distinct from p.previous_code_sealed
        else ${now} is not distinct from c.before end as already_back,
      ${missingName(['template', 'userName', 'tags', 'bulkEnrollment'])} as missing
    from import_plan p
      join device d on d.id = p.device_id
      left join template t on t.id = d.template_id
      left join app_user cu on cu.id = d.user_id
      left join bulk_enrollment be on be.id = d.bulk_enrollment_id
      cross join lateral ${changesOf}
    where p.import_id = ${id} and p.device_outcome = 'update' and c.field <> all(${userFieldNames})`
}

const userValues = ({ id }: Undoing) => {
  const now = valueNow(
    userColumns,
    'u',
    sql`when c.field = 'organizations' then (select string_agg(o.name, '|' order by o.name collate "C")
      from user_organization x join organization o on o.id = x.organization_id where x.user_id = u.id)`,
  )
  return sql`
    select p.line, 'user' as subject, u.id as record_id, null as status, c.field, c.before, c.after, c.was,
      ${now} is not distinct from c.after as still_written, ${now} is not distinct from c.before as already_back,
      ${missingName(['organizations'])} as missing
    from import_plan p join app_user u on u.id = p.user_id cross join lateral ${changesOf}
    where p.import_id = ${id} and p.user_outcome = 'update' and c.field = any(${userFieldNames})`
}

const changesOf = sql`jsonb_to_recordset(p.changes) as c(field text, before text, after text, was text)`

/** What a value names, and the code of what it misses. */
const named = {
  template: { table: 'template', name: 'name', code: 'template.not-found', list: false },
  userName: { table: 'app_user', name: 'user_name', code: 'user.not-found', list: false },
  bulkEnrollment: { table: 'bulk_enrollment', name: 'name', code: 'bulk-enrollment.not-found', list: false },
  tags: { table: 'tag', name: 'name', code: 'tag.not-found', list: true },
  organizations: { table: 'organization', name: 'name', code: 'organization.not-found', list: true },
}

/** The code of a name in `before` that does not exist any more. */
function missingName(fields: (keyof typeof named)[]): RawBuilder<unknown> {
  const branches = fields.map((field) => {
    const { table, name, code, list } = named[field]
    const unknown = (wanted: RawBuilder<unknown>) =>
      sql`not exists (select from ${sql.table(table)} as known where known.${sql.ref(name)} = ${wanted})`
    const missing = list
      ? sql`exists (select from string_to_table(c.before, '|') as wanted(name) where ${unknown(sql`wanted.name`)})`
      : unknown(sql`c.before`)
    return sql`when c.field = ${sql.lit(field)} and c.before is not null and ${missing} then ${sql.lit(code)}`
  })
  return sql`case ${sql.join(branches, sql` `)} end`
}

/**
 * The way to authenticate followed the DEP method when the import changed that, and goes back with it; unless somebody set it apart
 * since. Called when it is known which methods are put back.
 */
export async function judgeAuthentication(trx: Trx, { defaultAuthentication }: Undoing): Promise<void> {
  const following = (method: RawBuilder<unknown>) =>
    sql`case ${method} when 'Serial' then 'none' when 'Keycode' then 'keycode' else ${defaultAuthentication} end`
  await sql`
    insert into undo_value (line, subject, record_id, field, before, after, code)
    select line, subject, record_id, 'authentication', before, after,
      case when authentication <> after then 'value.changed-since' end
    from (
      select v.line, v.subject, v.record_id, d.authentication, coalesce(v.was, ${following(sql`v.before`)}) as before,
        ${following(sql`v.after`)} as after
      from undo_value v join device d on d.id = v.record_id where v.field = 'depMethod' and v.code is null
    ) as way
    where authentication <> before`.execute(trx)
}
