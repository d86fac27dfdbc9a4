import { sql, type RawBuilder } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { EnrollmentRequest, RequestQuery } from '../contract/enrollment-request.ts'
import type { Db } from '../platform/db/database.ts'
import { contains, decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import { hasStatus, requestTables, selectRequests } from './request-store.ts'

/** Beyond this many the number is not worth its price. */
const countedUpTo = 10_000

/** Newest first: ids are UUIDv7. */
export async function listRequests(db: Db, query: RequestQuery, now: Date): Promise<Page<EnrollmentRequest>> {
  const { limit, cursor } = query
  const filters = filtersOf(query, now)
  const before = cursor ? [sql`r.id < ${decodeIdCursor(cursor).id}`] : []
  const rows = await selectRequests(db, allOf([...filters, ...before]), { now, limit: limit + 1 })
  const page = pageOf(
    rows,
    limit,
    ({ id }) => ({ key: null, id }),
    (row) => row,
  )
  const counted = await sql<{ count: number }>`
    select count(*) as count from (select from ${requestTables} where ${allOf(filters)} limit ${countedUpTo}) as counted`.execute(
    db,
  )
  return { ...page, total: counted.rows[0]!.count }
}

const allOf = (conditions: RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`

function filtersOf({ status, channel, device, user, q }: RequestQuery, now: Date): RawBuilder<unknown>[] {
  const words = q && contains(q)
  return [
    ...(status ? [hasStatus(status, now)] : []),
    ...(channel ? [sql`r.channel = ${channel}`] : []),
    ...(device ? [sql`r.device_id = ${device}`] : []),
    ...(user ? [sql`u.user_name = ${user}`] : []),
    ...(words
      ? [sql`(d.search like ${words} or u.search like ${words} or lower(r.recipient) like ${words})`]
      : []),
  ]
}
