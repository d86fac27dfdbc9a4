import { sql } from 'kysely'
import type { Device } from '../contract/device.ts'
import type { Trx } from '../platform/db/database.ts'
import { insertDevices, releaseIdentifiers, replaceTags, updateDevices } from '../devices/device-bulk.ts'
import { attributeField } from './fields.ts'
import { nameIn } from './plan-attributes.ts'
import { after } from './plan-work.ts'

export type ApplyContext = {
  id: string
  now: Date
  defaultDays: number
  defaultAuthentication: Device['authentication']
  /** Whether rows have custom attributes, or get those of their bulk enrollment. */
  attributes: boolean
  /** The bulk enrollment whose list the devices join, and the user of its new devices. */
  target: { id: string; userId: string | null } | undefined
}

/**
 * Creates and changes the devices of the plan, some ten thousand lines at a time, so that progress can be told; codes come from
 * import_code. Answers how many were written.
 */
export async function applyDevices(
  trx: Trx,
  context: ApplyContext,
  onProgress: (devices: number) => Promise<void>,
): Promise<number> {
  const { id } = context
  // Changes first: they free what new devices may take.
  await sql`create temporary table import_moving on commit drop as ${movingDevices(id)}`.execute(trx)
  await releaseIdentifiers(trx, sql`select id from import_moving`)
  await keepPreviousCodes(trx, id)
  let written = 0
  const ranges = await lineRanges(trx, id)
  for (const range of ranges) {
    written += await updateDevices(trx, changedDevices(context, range))
    await onProgress(written)
  }
  for (const range of ranges) {
    written += await insertDevices(trx, newDevices(context, range))
    await onProgress(written)
  }
  await applyTags(trx, id)
  return written
}

type Range = { from: number; to: number }

const rangeLines = 20_000

async function lineRanges(trx: Trx, id: string): Promise<Range[]> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(line) as first, max(line) as last from import_plan where import_id = ${id}`.execute(trx)
  const { first, last } = rows[0]!
  if (first === null || last === null) return []
  return Array.from({ length: Math.ceil((last + 1 - first) / rangeLines) }, (_, n) => ({
    from: first + n * rangeLines,
    to: first + (n + 1) * rangeLines,
  }))
}

const planned = (id: string, outcome: 'create' | 'update') =>
  sql`p.import_id = ${id} and p.device_outcome = ${outcome}`

/** Both tables are told the range: the planner does not carry it from one to the other. */
const within = ({ from, to }: Range) =>
  sql`p.line >= ${from} and p.line < ${to} and r.line >= ${from} and r.line < ${to}`

const codeOf = (id: string, { from, to }: Range) =>
  sql`import_code c on c.import_id = ${id} and c.line = p.line and c.line >= ${from} and c.line < ${to}`

/** Devices whose serial number or IMEI changes and is wanted by another row; the other of the two may stay. */
const movingDevices = (id: string) => sql`
  select d.id, d.serial, d.imei
  from import_plan p
    join import_row r on r.import_id = p.import_id and r.line = p.line
    join device d on d.id = p.device_id
  where ${planned(id, 'update')} and p.changes @? '$[*] ? (@.field == "serial" || @.field == "imei" || @.field == "depMethod" || @.field == "manufacturer")'
    and exists (
      select from import_row o
      where o.import_id = ${id} and o.line <> r.line
        and (o.fields->>'serial' = d.serial or left(o.fields->>'imei', 14) = d.imei_body))`

const keepPreviousCodes = (trx: Trx, id: string) =>
  sql`update import_plan p set previous_code_sealed = d.code_sealed
      from device d where d.id = p.device_id and ${planned(id, 'update')} and p.changes @> '[{"field": "code"}]'`.execute(
    trx,
  )

/** Only what the file has a cell for differs from what the record has. */
const changedDevices = (
  { id, now, defaultDays, defaultAuthentication, attributes, target }: ApplyContext,
  range: Range,
) => sql`
  select d.id, p.device_revision as revision, ${now}::timestamptz as now,
    ${after('displayName', 'display_name')} as display_name,
    ${after('description', 'description')} as description,
    case when r.fields ? 'serial' then r.fields->>'serial' else coalesce(d.serial, m.serial) end as serial,
    case when p.changes @> '[{"field": "imei"}]' then r.fields->>'imei' else coalesce(d.imei, m.imei) end as imei,
    ${after('meid', 'meid')} as meid,
    ${after('udid', 'udid')} as udid,
    ${after('wifiMac', 'wifi_mac')} as wifi_mac,
    case when r.user_name is not null then p.user_id else d.user_id end as user_id,
    case when r.fields ? 'template' then t.id else d.template_id end as template_id,
    coalesce(c.code_sealed, d.code_sealed) as code_sealed,
    case when p.changes @> '[{"field": "expirationDays"}]' then ${expiry(now, defaultDays)} else d.expires_at end as expires_at,
    ${after('registrationEmail', 'registration_email')} as registration_email,
    ${after('depMethod', 'dep_method')} as dep_method,
    case when p.changes @> '[{"field": "depMethod"}]' then ${authentication(defaultAuthentication)} else d.authentication end as authentication,
    ${after('imei2', 'imei2')} as imei2,
    ${after('manufacturer', 'manufacturer')} as manufacturer,
    ${after('model', 'model')} as model,
    ${after('ownership', 'ownership')} as ownership,
    ${attributes ? sql`jsonb_strip_nulls(d.custom_attributes || ${plannedAttributes})` : sql`d.custom_attributes`} as custom_attributes,
    ${target ? sql`${target.id}::uuid` : sql`d.bulk_enrollment_id`} as bulk_enrollment_id
  from import_plan p
    join import_row r on r.import_id = p.import_id and r.line = p.line
    join device d on d.id = p.device_id
    left join template t on t.name = r.fields->>'template'
    left join ${codeOf(id, range)}
    left join import_moving m on m.id = d.id
  where ${planned(id, 'update')} and ${within(range)}`

const newDevices = (
  { id, now, defaultDays, defaultAuthentication, attributes, target }: ApplyContext,
  range: Range,
) => sql`
  select p.device_id as id, r.fields->>'identifier' as identifier, r.fields->>'platform' as platform, ${target ? 'bulk' : 'csv'} as source,
    ${now}::timestamptz as now,
    r.fields->>'displayName' as display_name, r.fields->>'description' as description, r.fields->>'serial' as serial,
    r.fields->>'imei' as imei, r.fields->>'meid' as meid, r.fields->>'udid' as udid, r.fields->>'wifiMac' as wifi_mac,
    ${target?.userId ? sql`coalesce(p.user_id, ${target.userId}::uuid)` : sql`p.user_id`} as user_id, t.id as template_id, c.code_sealed, ${expiry(now, defaultDays)} as expires_at,
    r.fields->>'registrationEmail' as registration_email, r.fields->>'depMethod' as dep_method,
    ${authentication(defaultAuthentication)} as authentication,
    r.fields->>'imei2' as imei2, r.fields->>'manufacturer' as manufacturer, r.fields->>'model' as model,
    r.fields->>'ownership' as ownership,
    ${attributes ? sql`jsonb_strip_nulls(${plannedAttributes} || ${attributesOf})` : sql`'{}'::jsonb`} as custom_attributes,
    ${target?.id ?? null}::uuid as bulk_enrollment_id
  from import_plan p
    join import_row r on r.import_id = p.import_id and r.line = p.line
    join ${codeOf(id, range)}
    left join template t on t.name = r.fields->>'template'
  where ${planned(id, 'create')} and ${within(range)}`

/** B39, B51: days from now; the default of the settings when the cell is blank or absent. */
const expiry = (now: Date, defaultDays: number) =>
  sql`${now}::timestamptz + coalesce((r.fields->>'expirationDays')::integer, ${defaultDays}) * interval '1 day'`

/** The custom attributes that the plan changes or, on a new device, adds to those of the row. */
const plannedAttributes = sql`coalesce((
  select jsonb_object_agg(${nameIn(sql`c.field`)}, c.after)
  from jsonb_to_recordset(p.changes) as c(field text, after text) where starts_with(c.field, ${sql.lit(attributeField(''))})), '{}')`

/** The custom attributes of a row, by their names. */
const attributesOf = sql`coalesce((
  select jsonb_object_agg(${nameIn(sql`key`)}, value)
  from jsonb_each(r.fields) where key like ${sql.lit(`${attributeField('')}%`)}), '{}')`

/** The same rule as authenticationFor in devices/device.ts. */
const authentication = (fallback: Device['authentication']) =>
  sql`case r.fields->>'depMethod' when 'Serial' then 'none' when 'Keycode' then 'keycode' else ${fallback} end`

const applyTags = (trx: Trx, id: string) =>
  replaceTags(
    trx,
    sql`select p.device_id from import_plan p where ${planned(id, 'update')} and p.changes @> '[{"field": "tags"}]'`,
    sql`select p.device_id, tag.id as tag_id
        from import_plan p
          join import_row r on r.import_id = p.import_id and r.line = p.line
          cross join lateral string_to_table(r.fields->>'tags', '|') as wanted(name)
          join tag on tag.name = wanted.name
        where p.import_id = ${id} and r.fields->>'tags' is not null
          and (p.device_outcome = 'create' or (p.device_outcome = 'update' and p.changes @> '[{"field": "tags"}]'))`,
  )
