import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { DeviceRow } from './device-row.ts'
import { storeDevices, type DeviceChange } from './store-devices.ts'

/**
 * Stores rows of a listing, each serial number once, with what `storeDevices` would make of them. Nearly all of them are new, or
 * say what is known already: the ones are inserted as they are, of the others one text is compared for each, and only what
 * differs goes the long way. In an account's first listing, where all are new, they are inserted before anything is compared.
 * The caller holds the account's lock.
 */
export async function storeListed(
  trx: Trx,
  { accountId, isFirst }: { accountId: string; isFirst: boolean },
  rows: readonly DeviceRow[],
): Promise<DeviceChange[]> {
  if (rows.length === 0) return []
  const first = isFirst ? await insertDevices(trx, accountId, rows.map(newDevice)) : []
  if (first.length === rows.length) return first.map(changeOf)
  const inserted = new Set(first.map(({ serial }) => serial))
  const { unknown, differing } = await sortOut(
    trx,
    accountId,
    rows.filter(({ serial }) => !inserted.has(serial)),
  )
  const added = await insertDevices(trx, accountId, unknown.map(newDevice))
  const changed = await storeDevices(trx, accountId, differing)
  return [...first.map(changeOf), ...added.map(changeOf), ...changed]
}

/** What no text of Apple's should hold, so that two different rows are not the same text. */
const separator = '\u001f'
const texts = [
  'model',
  'description',
  'color',
  'asset_tag',
  'family',
  'os',
  'profile_status',
  'profile_uuid',
  'assigned_by',
] as const
const times = ['profile_assigned_at', 'profile_pushed_at', 'assigned_at'] as const
const separators = texts.length + times.length

/**
 * A row as one text, as `storedText` makes it of a stored one. Where the two are equal the row says nothing new; where they are
 * not it may still do so. Undefined: a text has the separator in it, which is left to the long way.
 */
export function textOf(row: DeviceRow): string | undefined {
  let text = ''
  for (const name of texts)
    text += ((name === 'profile_status' ? (row[name] ?? 'empty') : row[name]) ?? '') + separator
  for (const name of times) text += (row[name] === null ? '' : String(row[name].getTime() / 1000)) + separator
  if (text.split(separator).length !== separators + 1) return undefined
  return text + jsonbText(row.facts)
}

const storedText = sql.raw(
  `concat(${[
    ...texts.map((name) => `d.${name}`),
    ...times.map((name) => `date_part('epoch', d.${name})`),
    'd.facts',
  ].join(`, e'\\x1f', `)})`,
)

/** As PostgreSQL writes jsonb: shorter names first, and blanks. */
const jsonbText = (facts: Record<string, unknown>): string => {
  const names = Object.keys(facts)
  if (names.length === 0) return '{}'
  names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  return `{${names.map((name) => `"${name}": ${jsonText(facts[name])}`).join(', ')}}`
}

const jsonText = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]` : JSON.stringify(value)

type Sorted = { unknown: DeviceRow[]; differing: DeviceRow[] }

async function sortOut(trx: Trx, accountId: string, rows: readonly DeviceRow[]): Promise<Sorted> {
  const serials = arrayText(rows.map(({ serial }) => serial))
  const said = arrayText(rows.map((row) => textOf(row) ?? null))
  const { rows: found } = await sql<{ unknown: number[] | null; differing: number[] | null }>`
    select array_agg(n) filter (where b.is_known is null) as unknown,
      array_agg(n) filter (where b.is_known) as differing
    from (select serial, said, n::integer - 1 as n
        from unnest(${serials}::text[], ${said}::text[]) with ordinality as p(serial, said, n)) p
      -- The limit makes it an index lookup for each row: of a table that was just filled the planner knows nothing.
      left join lateral (
        select true as is_known, d.gone_since is null and p.said is not null and ${storedText} = p.said as is_same
        from dep_device d where d.account_id = ${accountId} and d.serial = p.serial limit 1) b on true
    where b.is_same is not true`.execute(trx)
  const at = (places: number[] | null | undefined) => (places ?? []).map((place) => rows[place]!)
  return { unknown: at(found[0]?.unknown), differing: at(found[0]?.differing) }
}

type NewDevice = DeviceRow & { id: string; profile_status: string }

/** The rules of `mergedRow` where there is nothing to merge with: without a profile none of its facts holds. */
function newDevice(row: DeviceRow): NewDevice {
  const hasProfile = row.profile_status !== null && row.profile_status !== 'empty'
  const none = {
    profile_status: 'empty',
    profile_uuid: null,
    profile_assigned_at: null,
    profile_pushed_at: null,
  }
  return { ...row, id: uuidv7(), profile_status: row.profile_status ?? 'empty', ...(hasProfile ? {} : none) }
}

const columns = { id: 'uuid', serial: 'text', ...typed(texts, 'text'), ...typed(times, 'timestamptz') }

function typed<Name extends string>(names: readonly Name[], type: string) {
  return Object.fromEntries(names.map((name) => [name, type])) as Record<Name, string>
}

/**
 * Answers those that were not there. A list for each column: PostgreSQL reads them with half the work that the members of JSON
 * objects are.
 */
async function insertDevices(
  trx: Trx,
  accountId: string,
  devices: readonly NewDevice[],
): Promise<readonly NewDevice[]> {
  if (devices.length === 0) return []
  const names = Object.keys(columns) as (keyof typeof columns)[]
  const said = names.filter((name) => devices.some((device) => device[name] !== null))
  const lists = said.map(
    (name) => sql`${arrayText(devices.map((device) => cellText(device[name])))}::${sql.raw(columns[name])}[]`,
  )
  const facts = arrayText(devices.map((device) => JSON.stringify(device.facts)))
  const { rows } = await sql<{ inserted: number; ids: string[] | null }>`
    with inserted as (
      insert into dep_device (account_id, ${sql.raw(said.join(', '))}, facts)
      select ${accountId}::uuid, p.* from unnest(${sql.join(lists)}, ${facts}::jsonb[]) p
      on conflict (serial, account_id) do nothing returning id
    )
    select count(*) as inserted, case when count(*) < ${devices.length} then array_agg(id) end as ids from inserted`.execute(
    trx,
  )
  const { inserted, ids } = rows[0]!
  if (inserted === devices.length) return devices
  const those = new Set(ids)
  return devices.filter(({ id }) => those.has(id))
}

const cellText = (cell: string | Date | null): string | null =>
  cell instanceof Date ? cell.toISOString() : cell

/** A list as PostgreSQL reads it (manual, 8.15.2). The driver's own takes several times as long. */
function arrayText(items: readonly (string | null)[]): string {
  let text = ''
  for (const item of items) text += item === null ? ',NULL' : `,"${escaped(item)}"`
  return `{${text.slice(1)}}`
}

const needsEscape = /["\\]/
const escaped = (text: string) => (needsEscape.test(text) ? text.replaceAll(/["\\]/g, '\\$&') : text)

const changeOf = ({ id, serial, profile_status, profile_uuid, facts }: NewDevice): DeviceChange => ({
  id,
  serial,
  is_new: true,
  changes: [],
  before_status: null,
  before_uuid: null,
  before_gone: null,
  profile_status,
  profile_uuid,
  gone_since: null,
  facts,
})
