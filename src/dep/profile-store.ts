import { sql, type Selectable } from 'kysely'
import type { z } from 'zod'
import type { Page } from '../contract/common.ts'
import {
  StoredDepProfileFields,
  type DepProfile,
  type DepProfileFields,
  type DepProfileQuery,
  type DepProfileVersion,
} from '../contract/dep.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { contains, decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import type { Tables } from '../platform/db/tables.ts'
import { Problem } from '../platform/problem.ts'
import { profileMembers } from '../protocol/dep/profile.ts'
import { missingPanes, normalUuid } from './profile.ts'

/** Versions of a profile share it: the id of the first. */
export const lineOf = (table: string) => sql.raw<string>(`coalesce(${table}.line_id, ${table}.id)`)

/** Devices are counted by Apple's records of them: those that have the version, or will take it. */
const versions = sql<DepProfileVersion[]>`(
  select json_agg(json_build_object('id', v.id, 'uuid', v.uuid, 'version', v.version, 'name', v.name, 'origin', v.origin,
      'assignedCount', c.assigned, 'pushedCount', c.pushed, 'waitingCount', (
        select count(*) from dep_assignment x where x.profile_id = v.id and x.state = 'waiting'),
      'createdAt', to_char(v.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'createdBy', v.created_by)
    order by v.version desc, v.id desc)
  from dep_profile v cross join lateral (
    select count(*) filter (where d.profile_status in ('assigned', 'pushed')) as assigned,
      count(*) filter (where d.profile_status = 'pushed') as pushed
    from dep_device d where d.account_id = v.account_id and d.profile_uuid = v.uuid and d.gone_since is null) c
  where ${lineOf('v')} = ${lineOf('dep_profile')})`

const nextId = sql<string | null>`(select id from dep_profile n where n.previous_id = dep_profile.id)`

const selectProfiles = (db: Db) =>
  db
    .selectFrom('dep_profile')
    .selectAll()
    .select([
      sql<string>`(select name from dep_account a where a.id = dep_profile.account_id)`.as('account'),
      sql<boolean>`exists (select from dep_account a where a.default_profile_id = dep_profile.id)`.as(
        'is_default',
      ),
      nextId.as('next_id'),
      versions.as('versions'),
    ])

type Row = Selectable<Tables['dep_profile']> & {
  account: string
  is_default: boolean
  next_id: string | null
  versions: DepProfileVersion[]
}

function profileOf(row: Row): DepProfile {
  const { name: _name, ...version } = row.versions.find(({ id }) => id === row.id)!
  const fields = StoredDepProfileFields.parse(row.fields)
  return {
    ...version,
    accountId: row.account_id,
    account: row.account,
    fields,
    sent: ordered(row.sent as DepProfile['sent']),
    isDefault: row.is_default,
    nextId: row.next_id,
    versions: row.versions,
    newPanes: fields.skipAllPanes ? missingPanes(row.sent as DepProfile['sent']) : [],
  }
}

/** As it was sent: jsonb keeps no order. What others sent beside our members comes last. */
function ordered(sent: DepProfile['sent']): DepProfile['sent'] {
  const placeOf = (name: string) => profileMembers.indexOf(name) + 1 || profileMembers.length + 1
  const members = Object.entries(sent).toSorted(([a], [b]) => placeOf(a) - placeOf(b))
  return Object.fromEntries(members)
}

/** The latest version of each line, newest first; the earlier versions are inside. */
export async function listProfiles(
  db: Db,
  query: z.output<typeof DepProfileQuery>,
): Promise<Page<DepProfile>> {
  const { limit, cursor } = query
  const wanted = conditions(query)
  let latest = selectProfiles(db).where((eb) => eb.and(wanted))
  if (cursor) latest = latest.where('id', '<', decodeIdCursor(cursor).id)
  const { total } = await db
    .selectFrom('dep_profile')
    .where((eb) => eb.and(wanted))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await latest
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return { ...pageOf(rows, limit, ({ id }) => ({ key: null, id }), profileOf), total }
}

function conditions({ account, use, origin, q }: z.output<typeof DepProfileQuery>) {
  const wanted = [sql<boolean>`not exists (select from dep_profile n where n.previous_id = dep_profile.id)`]
  if (account)
    wanted.push(
      sql`account_id in (select id from dep_account where id::text = ${account} or name = ${account})`,
    )
  if (origin) wanted.push(sql`origin = ${origin}`)
  if (use) wanted.push(sql`${isAssigned} = ${use === 'assigned'}`)
  if (q) wanted.push(sql`(lower(name) like ${contains(q)} or uuid like ${`${normalUuid(q)}%`})`)
  return wanted
}

const isAssigned = sql<boolean>`exists (
  select from dep_profile v join dep_device d on d.account_id = v.account_id and d.profile_uuid = v.uuid
  where ${lineOf('v')} = ${lineOf('dep_profile')} and d.profile_status in ('assigned', 'pushed') and d.gone_since is null)`

/** By our id, or by Apple's UUID however it is written (W7). */
export async function findProfile(db: Db, key: string): Promise<DepProfile | undefined> {
  const row = await selectProfiles(db)
    .where(
      sql<boolean>`id::text = ${key.trim().toLowerCase()} or upper(replace(uuid, '-', '')) = ${normalUuid(key)}`,
    )
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && profileOf(row)
}

export async function getProfile(db: Db, key: string): Promise<DepProfile> {
  const profile = await findProfile(db, key)
  if (!profile) throw new Problem('dep-profile.not-found', { id: key })
  return profile
}

export type NewProfile = {
  id: string
  accountId: string
  uuid: string
  fields: DepProfile['fields'] | DepProfileFields
  sent: object
  createdBy: string
  origin?: DepProfile['origin']
  previous?: { id: string; lineId: string; version: number }
}

/** False when the account has a profile of this UUID already. */
export async function insertProfile(trx: Trx, profile: NewProfile): Promise<boolean> {
  const { previous } = profile
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('dep_profile')
    .values({
      id: profile.id,
      account_id: profile.accountId,
      uuid: profile.uuid,
      name: profile.fields.profileName,
      fields: JSON.stringify(profile.fields),
      sent: JSON.stringify(profile.sent),
      created_by: profile.createdBy,
      origin: profile.origin ?? 'muster',
      version: (previous?.version ?? 0) + 1,
      previous_id: previous?.id ?? null,
      line_id: previous?.lineId ?? null,
    })
    .onConflict((on) => on.columns(['account_id', 'uuid']).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Names by Apple's UUID. */
export async function listProfileNames(
  db: Db,
  accountId: string,
  uuids: readonly string[],
): Promise<Map<string, string>> {
  if (uuids.length === 0) return new Map()
  const rows = await db
    .selectFrom('dep_profile')
    .select(['uuid', 'name'])
    .where('account_id', '=', accountId)
    .where(sql<boolean>`uuid = any(${[...new Set(uuids)]})`)
    .execute()
  return new Map(rows.map(({ uuid, name }) => [uuid, name]))
}
