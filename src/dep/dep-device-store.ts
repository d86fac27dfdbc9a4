import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { z } from 'zod'
import type { Page } from '../contract/common.ts'
import type { DepDevice, DepDeviceQuery } from '../contract/dep.ts'
import type { Db } from '../platform/db/database.ts'
import { contains, countRows, decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import { normalUuid } from './profile.ts'
import { answerText } from './assignment.ts'

/** Everything from other tables is read by a subquery, so that a page costs its own rows only. */
const selectDevices = (db: Db) =>
  db
    .selectFrom('dep_device')
    .selectAll()
    .select([
      sql<string>`(select name from dep_account a where a.id = dep_device.account_id)`.as('account'),
      sql<string | null>`(select name from dep_profile p
        where p.account_id = dep_device.account_id and p.uuid = dep_device.profile_uuid)`.as('profile_name'),
      sql<Linked>`(${linkedDevice(sql.ref('dep_device.serial'))})`.as('device'),
      sql<Linked>`(${linkedDevice(sql.ref('dep_device.replaces_serial'))})`.as('original'),
      sql<string | null>`(select serial from dep_device r
        where r.replaces_serial = dep_device.serial order by r.id desc limit 1)`.as('replaced_by'),
      sql<Assignment | null>`(
        select json_build_object('profileId', x.profile_id, 'state', x.state, 'appleStatus', x.apple_status, 'hold', x.hold,
          'rule', x.rule, 'requestedBy', x.requested_by,
          'nextTryAt', to_char(x.next_try_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from dep_assignment x where x.dep_device_id = dep_device.id)`.as('assignment'),
    ])

/** A serial number may be on several records: the one that the serial number proves goes first, as in src/devices. */
const linkedDevice = (serial: RawBuilder<unknown>) => sql`
  select json_build_object('id', d.id, 'identifier', d.identifier) from device d
  where d.serial = ${serial} and d.status <> 'withdrawn'
  order by (d.dep_method is not distinct from 'Serial' or d.source = 'dep') desc, d.id desc limit 1`

type Linked = { id: string; identifier: string } | null
type Assignment = Omit<NonNullable<DepDevice['assignment']>, 'message'> & { hold: string | null }
type Row = Awaited<ReturnType<ReturnType<typeof selectDevices>['execute']>>[number]

function depDeviceOf(row: Row): DepDevice {
  return {
    serial: row.serial,
    accountId: row.account_id,
    account: row.account,
    model: row.model,
    description: row.description,
    color: row.color,
    assetTag: row.asset_tag,
    family: row.family,
    os: row.os,
    profileStatus: row.profile_status,
    profileUuid: row.profile_uuid,
    profileName: row.profile_name,
    profileAssignedAt: row.profile_assigned_at,
    profilePushedAt: row.profile_pushed_at,
    assignedBy: row.assigned_by,
    assignedAt: row.assigned_at,
    goneSince: row.gone_since,
    deviceId: row.device?.id ?? null,
    deviceIdentifier: row.device?.identifier ?? null,
    assignment: row.assignment && assignmentOf(row.assignment),
    ...replacementOf(row),
    disownedAt: row.disowned_at,
    disownedBy: row.disowned_by,
    updatedAt: row.updated_at,
  }
}

const replacementOf = ({ facts, replaces_serial, replaced_on, original, replaced_by }: Row) => ({
  isReplacement: (facts as { isReplacement?: boolean }).isReplacement === true,
  replaces:
    replaces_serial === null
      ? null
      : {
          serial: replaces_serial,
          on: replaced_on,
          deviceId: original?.id ?? null,
          deviceIdentifier: original?.identifier ?? null,
        },
  replacedBy: replaced_by,
})

function assignmentOf({ hold, ...assignment }: Assignment): DepDevice['assignment'] {
  const { profileId, state, appleStatus, nextTryAt } = assignment
  const wish = profileId === null ? 'remove' : 'assign'
  return { ...assignment, message: answerText({ wish, state, status: appleStatus, nextTryAt, hold }) }
}

/** By serial number. Devices that left their account are shown when asked for. */
export async function listDepDevices(
  db: Db,
  query: z.output<typeof DepDeviceQuery>,
): Promise<Page<DepDevice>> {
  const { limit, cursor, sort } = query
  const direction = sort === '-serial' ? 'desc' : 'asc'
  const [first, second] =
    sort === 'account' ? (['account_id', 'serial'] as const) : (['serial', 'account_id'] as const)
  const found = query.q ? await findFew(db, query) : undefined
  const filtered = found ? [sql<SqlBool>`dep_device.id = any(${found}::uuid[])`] : deviceConditions(query)
  let rows = selectDevices(db)
    .where((eb) => eb.and(filtered))
    .orderBy(first, direction)
    .orderBy(second, direction)
    .limit(limit + 1)
  if (cursor) {
    const { key, id } = decodeIdCursor(cursor)
    const last = first === 'serial' ? sql`${key}, ${id}` : sql`${id}, ${key}`
    const after = sql<SqlBool>`(${sql.ref(first)}, ${sql.ref(second)}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${last})`
    rows = rows.where(after)
  }
  const total = found
    ? found.length
    : await countRows(
        db,
        db.selectFrom('dep_device').where((eb) => eb.and(filtered)),
      )
  return {
    ...pageOf(
      await rows.execute(),
      limit,
      ({ serial, account_id: id }) => ({ key: serial, id }),
      depDeviceOf,
    ),
    total,
  }
}

const few = 10_000

/**
 * The ids of what a search matches when those are few: to find them reads the whole table, which the page and its count would do
 * once each. Undefined when they are many: then the first ones are found soon.
 */
async function findFew(db: Db, query: Filter): Promise<string[] | undefined> {
  const rows = await db
    .selectFrom('dep_device')
    .select('id')
    .where((eb) => eb.and(deviceConditions(query)))
    .limit(few + 1)
    .execute()
  return rows.length > few ? undefined : rows.map(({ id }) => id)
}

type Filter = Omit<z.output<typeof DepDeviceQuery>, 'limit' | 'cursor' | 'sort'>

/** What rows of dep_device must be like. */
export function deviceConditions(query: Filter): RawBuilder<SqlBool>[] {
  const { account, profileStatus, family, profile, unassigned, gone = false, q } = query
  const wanted = [sql<SqlBool>`gone_since is ${sql.raw(gone ? 'not null' : 'null')}`]
  if (account)
    wanted.push(
      sql`account_id in (select id from dep_account where id::text = ${account} or name = ${account})`,
    )
  if (profile) wanted.push(hasProfile(profile))
  if (profileStatus) wanted.push(sql`profile_status = ${profileStatus}`)
  if (family) wanted.push(sql`lower(family) = ${family.toLowerCase()}`)
  if (unassigned !== undefined) wanted.push(sql`(profile_status in ('empty', 'removed')) = ${unassigned}`)
  if (q) wanted.push(matches(contains(q)))
  return wanted
}

/** By Apple's record, or by what is wanted; two index lookups. */
const hasProfile = (key: string) => sql<SqlBool>`dep_device.id in (
  select d.id from dep_profile p join dep_device d on d.account_id = p.account_id and d.profile_uuid = p.uuid
    and d.profile_status in ('assigned', 'pushed')
  where p.id::text = ${key.toLowerCase()} or p.uuid = ${normalUuid(key)}
  union all
  select x.dep_device_id from dep_profile p join dep_assignment x on x.profile_id = p.id and x.state = 'waiting'
  where p.id::text = ${key.toLowerCase()} or p.uuid = ${normalUuid(key)})`

/** Any part of a serial number or an asset tag, by reading them all (docs/performance.md); or of a description or a model. */
const matches = (pattern: string) => sql<SqlBool>`(
  lower(serial || ' ' || coalesce(asset_tag, '')) like ${pattern}
  or description = any(array(${distinctLike('description', pattern)}))
  or model = any(array(${distinctLike('model', pattern)})))`

/** The different values that fit, by hopping from one to the next over the index: a few dozen, however many devices have them. */
const distinctLike = (column: 'description' | 'model', pattern: string) => {
  const name = sql.ref(column)
  return sql`
    with recursive hop as (
      (select ${name} as value from dep_device where ${name} is not null order by ${name} limit 1)
      union all
      select (select ${name} from dep_device where ${name} > hop.value order by ${name} limit 1)
      from hop where hop.value is not null
    )
    select value from hop where lower(value) like ${pattern}`
}

/** A serial number that moved between servers has a record in each: the live one goes first. */
export async function findDepDevice(db: Db, serial: string): Promise<DepDevice | undefined> {
  const row = await selectDevices(db)
    .where('serial', '=', serial)
    .orderBy(sql`gone_since is not null`)
    .orderBy('updated_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && depDeviceOf(row)
}

export type Known = {
  id: string
  account_id: string
  serial: string
  profile_status: string
  profile_uuid: string | null
}

/** The records of these serial numbers, by serial number; the live ones only, unless those that left are wanted too. */
export async function listKnown(
  db: Db,
  serials: readonly string[],
  accountId?: string,
  { gone = false }: { gone?: boolean } = {},
): Promise<Map<string, Known>> {
  let query = db
    .selectFrom('dep_device')
    .select(['id', 'account_id', 'serial', 'profile_status', 'profile_uuid'])
    .where(sql<SqlBool>`serial = any(${[...serials]})`)
    .orderBy('updated_at')
  if (!gone) query = query.where('gone_since', 'is', null)
  if (accountId) query = query.where('account_id', '=', accountId)
  return new Map((await query.execute()).map((row) => [row.serial, row]))
}
