import { sql, type RawBuilder } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { User, UserQuery } from '../contract/user.ts'
import type { Db } from '../platform/db/database.ts'
import { contains, countRows, decodeIdCursor, pageOf, type Keyset } from '../platform/db/paging.ts'
import { selectUsers, type UserSelect } from './user-store.ts'

/** One page of users. Each sort walks an index, so a page costs the same wherever it is. */
export async function listUsers(db: Db, query: UserQuery): Promise<Page<User>> {
  const { sort, limit, cursor } = query
  const { after, order, keyOf } = sorts[sort]
  let rows = filterUsers(selectUsers(db), query)
    .orderBy(order)
    .limit(limit + 1)
  if (cursor) rows = rows.where(after(decodeIdCursor(cursor)))
  const page = pageOf(await rows.execute(), limit, keyOf, (user) => user)
  return { ...page, total: await countRows(db, filterUsers(db.selectFrom('app_user'), query)) }
}

type Sort = {
  order: RawBuilder<unknown>
  /** The rows behind the last one of the page before. */
  after: (last: Keyset) => RawBuilder<boolean>
  keyOf: (user: User) => Keyset
}

const byName = ({ userName, id }: User): Keyset => ({ key: userName, id })
const byId = ({ id }: User): Keyset => ({ key: null, id })

/** Ids are UUIDv7, so they sort by creation. */
const sorts: Record<UserQuery['sort'], Sort> = {
  userName: { order: sql`user_name`, after: ({ key }) => sql`user_name > ${key}`, keyOf: byName },
  '-userName': { order: sql`user_name desc`, after: ({ key }) => sql`user_name < ${key}`, keyOf: byName },
  createdAt: { order: sql`app_user.id`, after: ({ id }) => sql`app_user.id > ${id}`, keyOf: byId },
  '-createdAt': { order: sql`app_user.id desc`, after: ({ id }) => sql`app_user.id < ${id}`, keyOf: byId },
}

export type UserFilters = Pick<UserQuery, 'q' | 'organization'>

export function filterUsers<O>(query: UserSelect<O>, { q, organization }: UserFilters): UserSelect<O> {
  let filtered = query
  if (q) filtered = filtered.where('app_user.search', 'like', contains(q))
  if (organization)
    filtered = filtered.where(
      sql<boolean>`exists (select from user_organization uo where uo.user_id = app_user.id
        and uo.organization_id = (select id from organization where name = ${organization}))`,
    )
  return filtered
}
