import { sql, type RawBuilder } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { Device, DeviceQuery } from '../contract/device.ts'
import type { Db } from '../platform/db/database.ts'
import { contains, countRows, decodeIdCursor, pageOf, type Keyset } from '../platform/db/paging.ts'
import { recordOf, selectDevices, type DeviceRow, type DeviceSelect } from './device-store.ts'

/** Tells the condition of src/readiness as it holds now, which knows of rooms that this one does not. */
export type ReadinessMeans = { isReady: () => Promise<RawBuilder<boolean>> }

/**
 * One page of devices. Each sort walks an index, so a page costs the same wherever it is. `isReady` is the condition of
 * src/readiness as it holds now.
 */
export async function listDevices(
  db: Db,
  query: DeviceQuery,
  now: Date,
  isReady: RawBuilder<boolean>,
): Promise<Page<Device>> {
  const { sort, limit, cursor } = query
  const { after, order, keyOf } = sorts[sort]
  const filters = filtersOf(query, isReady)
  let rows = filterDevices(selectDevices(db), filters, now)
    .select(isReady.as('ready'))
    .orderBy(order)
    .limit(limit + 1)
  if (cursor) rows = rows.where(after(decodeIdCursor(cursor)))
  const [found, total] = await Promise.all([rows.execute(), countDevices(db, filters, now)])
  const page = pageOf(found, limit, keyOf, (row) => ({ ...recordOf(row, now).device, ready: row.ready }))
  return { ...page, total }
}

/** PostgreSQL's estimate, good enough for long lists otherwise, knows nothing of readiness. */
async function countDevices(db: Db, filters: DeviceFilters, now: Date): Promise<number> {
  const query = filterDevices(db.selectFrom('device'), filters, now)
  if (!filters.readiness) return countRows(db, query)
  const { total } = await query.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  return total
}

type Sort = {
  order: RawBuilder<unknown>
  /** The rows behind the last one of the page before. */
  after: (last: Keyset) => RawBuilder<boolean>
  keyOf: (row: DeviceRow) => Keyset
}

const byIdentifier = ({ identifier_key, id }: DeviceRow): Keyset => ({ key: identifier_key, id })
const byId = ({ id }: DeviceRow): Keyset => ({ key: null, id })

/** Ids are UUIDv7, so they sort by creation. What may be missing sorts last; the expressions are those of the indexes. */
const sorts: Record<DeviceQuery['sort'], Sort> = {
  identifier: {
    order: sql`identifier_key`,
    after: ({ key }) => sql`identifier_key > ${key}`,
    keyOf: byIdentifier,
  },
  '-identifier': {
    order: sql`identifier_key desc`,
    after: ({ key }) => sql`identifier_key < ${key}`,
    keyOf: byIdentifier,
  },
  createdAt: { order: sql`device.id`, after: ({ id }) => sql`device.id > ${id}`, keyOf: byId },
  '-createdAt': { order: sql`device.id desc`, after: ({ id }) => sql`device.id < ${id}`, keyOf: byId },
  displayName: {
    order: sql`(display_name is null), lower(coalesce(display_name, '')), device.id`,
    after: ({ key, id }) =>
      sql`((display_name is null), lower(coalesce(display_name, '')), device.id)
        > (${key === null}, lower(coalesce(${key}::text, '')), ${id}::uuid)`,
    keyOf: ({ display_name, id }) => ({ key: display_name, id }),
  },
  serial: {
    order: sql`(serial is null), coalesce(serial, ''), device.id`,
    after: ({ key, id }) =>
      sql`((serial is null), coalesce(serial, ''), device.id)
        > (${key === null}, coalesce(${key}::text, ''), ${id}::uuid)`,
    keyOf: ({ serial, id }) => ({ key: serial, id }),
  },
}

type Asked = Omit<DeviceQuery, 'sort' | 'limit' | 'cursor'>
export type DeviceFilters = Omit<Asked, 'ready'> & { readiness?: RawBuilder<boolean> }

export function filtersOf({ ready, ...filters }: Asked, isReady: RawBuilder<boolean>): DeviceFilters {
  if (ready === undefined) return filters
  return { ...filters, readiness: ready ? isReady : sql<boolean>`not ${isReady}` }
}

export function filterDevices<O>(query: DeviceSelect<O>, filters: DeviceFilters, now: Date): DeviceSelect<O> {
  return conditions(filters, now).reduce((narrowed, condition) => narrowed.where(condition), query)
}

function conditions({ q, status, ...filters }: DeviceFilters, now: Date): RawBuilder<boolean>[] {
  const { platform, source, group, tag, user, depAccount, readiness } = filters
  return [
    readiness,
    q && matches(q),
    status && hasStatus(status, now),
    platform && sql<boolean>`platform = ${platform}`,
    source && sql<boolean>`source = ${source}`,
    user && sql<boolean>`user_id = (select id from app_user where user_name = ${user})`,
    group &&
      sql<boolean>`exists (select from device_group_member m
        where m.device_id = device.id and m.group_id = (select id from device_group where name = ${group}))`,
    tag &&
      sql<boolean>`exists (select from device_tag dt
        where dt.device_id = device.id and dt.tag_id = (select id from tag where name = ${tag}))`,
    depAccount &&
      sql<boolean>`exists (select from dep_device d where d.serial = device.serial and d.gone_since is null
        and d.account_id = (select id from dep_account where name = ${depAccount} or id::text = ${depAccount}))`,
  ].filter((condition) => condition !== undefined && condition !== '')
}

/** `= any(array(...))` lets the planner combine the index of users with the one over the device's own words. */
const matches = (q: string): RawBuilder<boolean> =>
  sql`(device.search like ${contains(q)}
    or device.user_id = any(array(select id from app_user where app_user.search like ${contains(q)})))`

/** "Pre-enrolled" are those that are known and not enrolled yet, whether they still may or not. */
function hasStatus(status: NonNullable<DeviceFilters['status']>, now: Date): RawBuilder<boolean> {
  if (status === 'pre-enrolled') return sql`status = 'enrolling'`
  if (status === 'expired') return sql`status = 'enrolling' and expires_at <= ${now}`
  if (status === 'enrolling') return sql`status = 'enrolling' and (expires_at is null or expires_at > ${now})`
  return sql`status = ${status}`
}
