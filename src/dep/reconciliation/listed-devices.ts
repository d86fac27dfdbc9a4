import { sql } from 'kysely'
import type pg from 'pg'
import { copyRows } from '../../platform/db/copy.ts'
import type { Db } from '../../platform/db/database.ts'
import { deviceRow, type DeviceRow } from '../device-row.ts'
import { compared, mergedRow } from '../store-devices.ts'

/** Apple's whole list of an account, as it is while it is compared. */

const columns = [
  'serial',
  'model',
  'description',
  'color',
  'asset_tag',
  'family',
  'os',
  'profile_status',
  'profile_uuid',
  'profile_assigned_at',
  'profile_pushed_at',
  'assigned_by',
  'assigned_at',
] as const

/** By COPY, as a list may be long; a page is stored as a whole or not at all. */
export async function storeListedPage(
  pool: pg.Pool,
  { accountId, page }: { accountId: string; page: number },
  rows: readonly DeviceRow[],
): Promise<void> {
  const client = await pool.connect()
  try {
    const lines = rows.map((row) => [
      accountId,
      page,
      ...columns.map((column) => row[column]),
      { json: row.facts },
    ])
    await copyRows(client, `dep_listed_device (account_id, page, ${columns.join(', ')}, facts)`, lines)
    client.release()
  } catch (error) {
    client.release(error as Error)
    throw error
  }
}

/** What Apple tells of the profiles of single devices in the place of what its list told. */
export async function correctListed(db: Db, accountId: string, rows: readonly DeviceRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update dep_listed_device l set profile_status = r.profile_status, profile_uuid = r.profile_uuid,
      profile_assigned_at = r.profile_assigned_at, profile_pushed_at = r.profile_pushed_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(serial text, profile_status text, profile_uuid text,
      profile_assigned_at timestamptz, profile_pushed_at timestamptz)
    where l.account_id = ${accountId} and l.serial = r.serial`.execute(db)
}

export async function forgetListed(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('dep_listed_device').where('account_id', '=', accountId).execute()
}

/** A device that changes while it is listed is listed again at the end: the later page counts. How many devices there are. */
export async function completeListed(db: Db, accountId: string): Promise<number> {
  await sql`
    delete from dep_listed_device l using dep_listed_device n
    where l.account_id = ${accountId} and n.account_id = ${accountId} and n.serial = l.serial and n.page > l.page`.execute(
    db,
  )
  // The planner knows nothing of a table that was just filled.
  await sql`analyze dep_listed_device`.execute(db)
  return countListed(db, accountId)
}

export async function countListed(db: Db, accountId: string): Promise<number> {
  const { count } = await db
    .selectFrom('dep_listed_device')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return count
}

type Range = { accountId: string; since: string }

const before = sql.raw(compared.map((name) => `b.${name}`).join(', '))
const after = sql.raw(compared.map((name) => `m.${name}`).join(', '))

/**
 * Serial numbers whose record would be another one if Apple's list were taken over; those of which something was learned `since`
 * the list was begun are left out, as our record is newer then.
 */
export async function listChangedSerials(db: Db, { accountId, since }: Range): Promise<string[]> {
  const { rows } = await sql<{ serial: string }>`
    select p.serial
    from (select l.*, null::timestamptz as op_date, false as gone, null::text[] as cleared
        from dep_listed_device l where l.account_id = ${accountId}) p
      left join dep_device b on b.account_id = ${accountId} and b.serial = p.serial
      cross join lateral (${mergedRow}) m
    where b.id is null or (b.updated_at < ${since} and (${before}) is distinct from (${after}))
    order by p.serial`.execute(db)
  return rows.map(({ serial }) => serial)
}

/** Devices of ours that Apple's list does not name. */
export async function listMissingSerials(db: Db, { accountId, since }: Range): Promise<string[]> {
  const { rows } = await sql<{ serial: string }>`
    select d.serial from dep_device d
    where d.account_id = ${accountId} and d.gone_since is null and d.updated_at < ${since}
    -- Not NOT IN: beyond a length it is not hashed, and reads the list once for every device.
    except select l.serial from dep_listed_device l where l.account_id = ${accountId}
    order by serial`.execute(db)
  return rows.map(({ serial }) => serial)
}

export async function readListed(
  db: Db,
  accountId: string,
  serials: readonly string[],
): Promise<DeviceRow[]> {
  const rows = await db
    .selectFrom('dep_listed_device')
    .selectAll()
    .where('account_id', '=', accountId)
    .where(sql<boolean>`serial = any(${[...serials]})`)
    .orderBy('serial')
    .execute()
  return rows.map(({ account_id: _account, page: _page, facts, ...row }) => ({
    ...row,
    facts: facts as Record<string, unknown>,
    profile_assigned_at: dateOf(row.profile_assigned_at),
    profile_pushed_at: dateOf(row.profile_pushed_at),
    assigned_at: dateOf(row.assigned_at),
    op_date: null,
    gone: false,
  }))
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text))

/** What is stored of a device that Apple does not list. */
export const departedRow = (serial: string): DeviceRow => ({
  ...deviceRow({ serial_number: serial }, { isListing: true }),
  gone: true,
})
