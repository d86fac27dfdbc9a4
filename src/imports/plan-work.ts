import { sql, type RawBuilder } from 'kysely'
import type { Import } from '../contract/import.ts'
import type { MakerAliases } from '../contract/manufacturer.ts'
import { makerSql } from '../devices/shared-maker.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Field } from './fields.ts'
import type { Target } from './find-target.ts'
import type { Format } from './format.ts'
import { deviceChanges, keepsImei, userChanges } from './plan-changes.ts'

export type Mode = NonNullable<Import['mode']>

/** What all steps of the planning know. */
export type PlanContext = {
  id: string
  now: Date
  mode: Mode
  /** What a row can say, in the order in which changes are shown. */
  columns: readonly Field[]
  /** The name that the file gives the column of a field; the format's own when it has none. */
  nameOf: (field: string) => string
  /** Whether the file says something of the field, by a column of its own or by one that it is taken from. */
  has: (field: string) => boolean
  /** Whether rows are called after their numbers, and their records found by them. */
  derives: boolean
  format: Format
  /** What new devices are where the row does not say. */
  defaults: Format['defaults']
  existingUsers: 'replace' | 'skip'
  /** The bulk enrollment whose list the devices join. */
  target: Target | undefined
  /** Whether devices of another list join that of the target. */
  moveFromOtherLists: boolean
  defaultDays: number
  /** Other names of manufacturers (settings). */
  aliases: MakerAliases
  /** From how many clears on their number is to be confirmed (S17). */
  clearsToConfirm: number
  fileWarnings: Import['warnings']
}

/** B15, S15: once per import, from what the rows fill in. */
export async function decideMode(trx: Trx, id: string): Promise<Mode> {
  const { rows } = await sql<{ users: boolean; devices: boolean }>`
    select coalesce(bool_or(fields->>'userName' is not null), false) as users,
           coalesce(bool_or(fields->>'identifier' is not null), false) as devices
    from import_row where import_id = ${id}`.execute(trx)
  const { users, devices } = rows[0]!
  if (users && devices) return 'all'
  return users ? 'users' : 'devices'
}

/** The value after the import: the row's where the file has the cell, the record's otherwise. */
export const after = (field: string, column: string): RawBuilder<string | null> =>
  sql`case when r.fields ? ${sql.lit(field)} then r.fields->>${sql.lit(field)} else d.${sql.ref(column)} end`

/**
 * One narrow row per line, beside the record it meets: what the checks and the outcome are made of. Claims are values that one
 * live record at a time may have (the unique indexes on device), as they would be after the import and as they are now.
 */
export async function makeWork(trx: Trx, context: PlanContext): Promise<void> {
  const claims = sql`(${after('depMethod', 'dep_method')} = 'Serial' or d.source = 'dep')`
  const serial = after('serial', 'serial')
  await sql`
    create temporary table import_work on commit drop as
    select r.line, r.unreadable as rejected, r.identifier_key, r.user_name, r.new_device_id, r.new_user_id,
      r.code_sealed is not null as has_code,
      d.id as device_id, d.revision as device_revision, d.status as device_status,
      u.id as user_id, u.updated_at as user_updated_at,
      ${serial} as serial,
      case when ${claims} then ${serial} end as serial_claim,
      case when d.dep_method = 'Serial' or d.source = 'dep' then d.serial end as serial_now,
      left(case when ${keepsImei(context)} then d.imei else ${after('imei', 'imei')} end, 14) as imei_claim,
      d.imei_body as imei_now,
      left(${after('imei2', 'imei2')}, 14) as imei2_claim,
      left(d.imei2, 14) as imei2_now,
      case when coalesce(d.platform, r.fields->>'platform') = 'android'
        then ${serial} || ' ' || ${makerSql(after('manufacturer', 'manufacturer'), context.aliases)} end as android_claim,
      case when d.platform = 'android' then d.serial || ' ' || ${makerSql(sql`d.manufacturer`, context.aliases)} end as android_now,
      ${deviceChanges(context)} as device_changes,
      ${context.existingUsers === 'skip' ? sql`'[]'::jsonb` : userChanges(context)} as user_changes,
      ${after('registrationEmail', 'registration_email')} as mail_to
    from import_row r
      left join device d on d.identifier_key = r.identifier_key
      left join app_user u on u.user_name = r.user_name
      left join template t on t.id = d.template_id
      left join bulk_enrollment be on be.id = d.bulk_enrollment_id
      left join app_user cu on cu.id = d.user_id
      left join import_new_code nc on nc.line = r.line
      left join lateral (${tagsOfDevice(context)}) tg on true
      left join lateral (${organizationsOfUser(context)}) og on true
    where r.import_id = ${context.id}`.execute(trx)
  await sql`analyze import_work`.execute(trx)
  await sql`
    create temporary table import_problem (
      position bigint generated always as identity, line integer not null, "column" text not null, code text not null,
      severity text not null, message text not null) on commit drop`.execute(trx)
}

const nothing = sql`select null::text as names`

const tagsOfDevice = ({ has }: PlanContext) =>
  has('tags')
    ? sql`select string_agg(tag.name, '|' order by tag.name collate "C") as names
        from device_tag x join tag on tag.id = x.tag_id where x.device_id = d.id`
    : nothing

const organizationsOfUser = ({ has }: PlanContext) =>
  has('organizations')
    ? sql`select string_agg(o.name, '|' order by o.name collate "C") as names
        from user_organization x join organization o on o.id = x.organization_id where x.user_id = u.id`
    : nothing

export type Finding = { column: string; code: string; severity?: 'error' | 'warning' }

/**
 * Adds a problem to each (line, message) that `found` selects. An error rejects its row; answers how many rows that were not
 * rejected before are so now.
 */
export async function addProblems(
  trx: Trx,
  { column, code, severity = 'error' }: Finding,
  found: RawBuilder<unknown>,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with added as (
      insert into import_problem (line, "column", code, severity, message)
      select found.line, ${column}, ${code}, ${severity}, found.message from (${found}) as found
      returning line
    )
    update import_work set rejected = true
    where not rejected and ${severity} = 'error' and line in (select line from added)`.execute(trx)
  return Number(numAffectedRows)
}

/** Line numbers in a sentence: "2", "2 and 7", "2, 5 and 7"; the fifth is followed by "and more". */
export const linesInWords = (lines: RawBuilder<unknown>): RawBuilder<string> => sql`
  case when cardinality(${lines}) = 1 then (${lines})[1]::text
    when cardinality(${lines}) <= 5 then array_to_string((${lines})[1:cardinality(${lines}) - 1], ', ')
      || ' and ' || (${lines})[cardinality(${lines})]
    else array_to_string((${lines})[1:5], ', ') || ' and more' end`
