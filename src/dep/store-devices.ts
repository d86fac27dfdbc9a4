import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { DeviceRow } from './device-row.ts'

/** A device that is new or has really changed, with what was known before. */
export type DeviceChange = {
  id: string
  serial: string
  is_new: boolean
  /** Columns whose value is another one now; empty for a new device. */
  changes: string[]
  before_status: string | null
  before_uuid: string | null
  before_gone: string | null
  profile_status: string
  profile_uuid: string | null
  gone_since: string | null
  facts: Record<string, unknown>
}

/** A column that is absent is null to PostgreSQL, and half of them are: the statement is sent with every page. */
function pageRow(row: DeviceRow): Record<string, unknown> {
  const given: Record<string, unknown> = { id: uuidv7() }
  for (const [column, value] of Object.entries(row)) if (value !== null) given[column] = value
  return given
}

/** What a record does not say stays as it is. */
const kept = [
  'model',
  'description',
  'color',
  'asset_tag',
  'family',
  'os',
  'assigned_by',
  'assigned_at',
] as const
const profile = ['profile_status', 'profile_uuid', 'profile_assigned_at', 'profile_pushed_at'] as const
export const compared = [...kept, ...profile, 'facts', 'gone_since'] as const
const written = [...compared, 'op_date', 'pre_enrolled_at', 'updated_at'] as const

const list = (parts: string[]) => sql.raw(parts.join(', '))
const mergedKept = list(
  kept.map(
    (name) =>
      `case when p.cleared @> array['${name}'] then p.${name} else coalesce(p.${name}, b.${name}) end as ${name}`,
  ),
)
const changedNames = list(
  compared.map((name) => `case when b.${name} is distinct from m.${name} then '${name}' end`),
)
const columns = list([...written])
const updates = list(written.map((name) => `${name} = c.${name}`))

/**
 * Stores rows of one account, each serial number once: one statement whatever their number. A row that says nothing new is not
 * written; one that is older than what is stored is ignored, and so is the departure of a device that was never known.
 * The caller holds the account's lock.
 */
export async function storeDevices(
  trx: Trx,
  accountId: string,
  rows: readonly DeviceRow[],
): Promise<DeviceChange[]> {
  if (rows.length === 0) return []
  const page = JSON.stringify(rows.map(pageRow))
  const { rows: changed } = await sql<DeviceChange>`
    with page as materialized (
      select * from jsonb_to_recordset(${page}::jsonb) as r(id uuid, serial text, model text, description text, color text,
        asset_tag text, family text, os text, profile_status text, profile_uuid text, profile_assigned_at timestamptz,
        profile_pushed_at timestamptz, assigned_by text, assigned_at timestamptz, facts jsonb, op_date timestamptz, gone boolean,
        cleared text[])
    ),
    merged as materialized (
      select coalesce(b.id, p.id) as id, p.serial, b.id is null as is_new, m.*,
        case when b.id is null then '{}' else array_remove(array[${changedNames}], null) end as changes,
        b.profile_status as before_status, b.profile_uuid as before_uuid, b.gone_since as before_gone,
        b.op_date as before_op_date, b.updated_at as before_updated_at,
        -- A device that comes back is a new one to the account's wish to have a record of it.
        case when b.gone_since is null then b.pre_enrolled_at end as pre_enrolled_at
      from page p
        -- The limit makes it an index lookup for each row: of a table that was just filled the planner knows nothing.
        left join lateral (
          select * from dep_device d where d.account_id = ${accountId} and d.serial = p.serial limit 1) b on true
        cross join lateral (${mergedRow}) m
      where (b.op_date is null or p.op_date is null or p.op_date >= b.op_date) and not (b.id is null and p.gone)
    ),
    changed as materialized (
      select *, case when is_new or changes <> '{}' then now() else before_updated_at end as updated_at
      from merged where is_new or changes <> '{}' or op_date is distinct from before_op_date
    ),
    inserted as (
      insert into dep_device (id, account_id, serial, ${columns})
      select id, ${accountId}, serial, ${columns} from changed where is_new
    ),
    updated as (
      update dep_device d set ${updates} from changed c where d.id = c.id and not c.is_new
    )
    select id, serial, is_new, changes, before_status, before_uuid, before_gone, profile_status, profile_uuid, gone_since, facts
    from changed where is_new or changes <> '{}'`.execute(trx)
  return changed
}

/** Apple's record p over ours b. Without a status it says nothing about the profile; the times of another profile are not kept. */
export const mergedRow = sql`
  select ${mergedKept},
    coalesce(p.profile_status, b.profile_status, 'empty') as profile_status,
    ${ofProfile('profile_uuid', 'coalesce(p.profile_uuid, b.profile_uuid)')},
    ${ofProfile('profile_assigned_at', sameProfile('profile_assigned_at'))},
    ${ofProfile('profile_pushed_at', sameProfile('profile_pushed_at'))},
    coalesce(b.facts, '{}') || p.facts as facts,
    greatest(b.op_date, p.op_date) as op_date,
    case when p.gone then coalesce(b.gone_since, p.op_date, now()) end as gone_since`

function ofProfile(name: string, otherwise: string) {
  return sql.raw(
    `case when p.profile_status is null then b.${name} when p.profile_status = 'empty' then null else ${otherwise} end as ${name}`,
  )
}

function sameProfile(name: string): string {
  return `case when p.profile_uuid is null or p.profile_uuid is not distinct from b.profile_uuid then coalesce(p.${name}, b.${name}) else p.${name} end`
}
