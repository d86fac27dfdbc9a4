import { sql } from 'kysely'
import type { Db } from '../platform/db/database.ts'
import { filterUsers, type UserFilters } from '../users/user-list.ts'
import { formatColumns } from './export-csv.ts'

/** Of the `app_user` of the query around it, in the form that a cell has. */
export const organizationNames = sql<string | null>`(
  select string_agg(o.name, '|' order by o.name collate "C")
  from user_organization x join organization o on o.id = x.organization_id where x.user_id = app_user.id)`

export const countUsers = async (db: Db, filters: UserFilters): Promise<number> => {
  const counted = filterUsers(db.selectFrom('app_user'), filters).select(sql<number>`count(*)`.as('users'))
  return (await counted.executeTakeFirstOrThrow()).users
}

const batchSize = 1000

const selectBatch = (db: Db, filters: UserFilters, after: string | undefined) => {
  const query = filterUsers(db.selectFrom('app_user'), filters)
    .select(['user_name', 'name', 'email', 'description', organizationNames.as('organizations')])
    .orderBy('user_name')
    .limit(batchSize)
  return after === undefined ? query : query.where('user_name', '>', after)
}

type UserRow = Awaited<ReturnType<ReturnType<typeof selectBatch>['execute']>>[number]

export async function* userBatches(db: Db, filters: UserFilters): AsyncGenerator<UserRow[]> {
  for (let after: string | undefined; ;) {
    const rows = await selectBatch(db, filters, after).execute()
    if (rows.length > 0) yield rows
    after = rows.at(-1)?.user_name
    if (rows.length < batchSize) return
  }
}

export const userColumns = formatColumns<UserRow>({
  userName: ({ user_name }) => user_name,
  name: ({ name }) => name,
  email: ({ email }) => email,
  userDescription: ({ description }) => description,
  organizations: ({ organizations }) => organizations,
})
