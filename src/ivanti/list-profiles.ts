import { sql } from 'kysely'
import type { IvantiListQuery, IvantiProfile } from '../contract/ivanti.ts'
import type { Db } from '../platform/db/database.ts'
import { contains } from '../platform/db/paging.ts'

const columns: Record<IvantiListQuery['sortFields[0].name'], ReturnType<typeof sql>> = {
  csvName: sql`lower(b.name)`,
  description: sql`lower(b.description)`,
  modifiedAt: sql`coalesce(b.list_updated_at, b.created_at)`,
  devicesCount: sql`counted.devices`,
  userName: sql`u.user_name`,
}

type Row = Omit<IvantiProfile, 'modifiedAt' | 'errorMessage'> & { modifiedAt: string; total: number }

/** I48. Lists are counted in hundreds, so that a page from the middle may count its way there. */
export async function listProfiles(db: Db, query: IvantiListQuery) {
  const { q, rows: most, start, 'sortFields[0].name': by } = query
  const descends = (query['sortFields[0].order'] ?? (by === 'modifiedAt' ? 'DESC' : 'ASC')) === 'DESC'
  const found = q ? sql`lower(b.name || ' ' || coalesce(b.description, '')) like ${contains(q)}` : sql`true`
  const { rows } = await sql<Row>`
    select * from (
      select b.id as "csvId", b.name as "csvName", b.description, coalesce(b.list_updated_at, b.created_at) as "modifiedAt",
        counted.devices as "devicesCount", u.user_name as "userName", u.email as "userEmailAddress",
        row_number() over (order by ${columns[by]} ${descends ? sql`desc` : sql`asc`} nulls last, b.id) as n
      from bulk_enrollment b left join app_user u on u.id = b.user_id
        cross join lateral (select count(*) as devices from device d where d.bulk_enrollment_id = b.id) as counted
      where ${found}) as listed
    order by n offset ${start} limit ${most}`.execute(db)
  const total = await sql<{
    count: number
  }>`select count(*) as count from bulk_enrollment b where ${found}`.execute(db)
  return { searchResults: rows.map(toProfile), totalCount: total.rows[0]?.count ?? 0 }
}

const toProfile = ({
  csvId,
  csvName,
  description,
  modifiedAt,
  devicesCount,
  ...user
}: Row): IvantiProfile => ({
  csvId,
  csvName,
  description,
  modifiedAt: Date.parse(modifiedAt),
  devicesCount,
  errorMessage: null,
  userName: user.userName,
  userEmailAddress: user.userEmailAddress,
})
