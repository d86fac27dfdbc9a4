import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { insertUsers, replaceOrganizations, updateUsers } from '../users/user-bulk.ts'

type Applying = { id: string; now: Date }

const rowsOf = (id: string, outcome: 'create' | 'update') => sql`
  import_plan p join import_row r on r.import_id = p.import_id and r.line = p.line
  where p.import_id = ${id} and p.user_outcome = ${outcome}`

/** Creates and changes the users of the plan; answers how many were written. */
export async function applyUsers(trx: Trx, { id, now }: Applying): Promise<number> {
  const created = await insertUsers(
    trx,
    sql`select p.user_id as id, r.user_name, r.fields->>'name' as name, r.fields->>'email' as email,
          r.fields->>'mobile' as mobile,
          r.fields->>'userDescription' as description, ${now}::timestamptz as now
        from ${rowsOf(id, 'create')}`,
  )
  const changed = await updateUsers(
    trx,
    sql`select u.id, p.user_updated_at as updated_at, ${now}::timestamptz as now,
          case when r.fields ? 'name' then r.fields->>'name' else u.name end as name,
          case when r.fields ? 'email' then r.fields->>'email' else u.email end as email,
          case when r.fields ? 'mobile' then r.fields->>'mobile' else u.mobile end as mobile,
          case when r.fields ? 'userDescription' then r.fields->>'userDescription' else u.description end as description
        from import_plan p
          join import_row r on r.import_id = p.import_id and r.line = p.line
          join app_user u on u.id = p.user_id
        where p.import_id = ${id} and p.user_outcome = 'update'`,
  )
  await replaceOrganizations(
    trx,
    sql`select p.user_id from import_plan p
        where p.import_id = ${id} and p.user_outcome = 'update' and p.changes @> '[{"field": "organizations"}]'`,
    sql`select p.user_id, o.id as organization_id
        from import_plan p
          join import_row r on r.import_id = p.import_id and r.line = p.line
          cross join lateral string_to_table(r.fields->>'organizations', '|') as wanted(name)
          join organization o on o.name = wanted.name
        where p.import_id = ${id} and r.fields->>'organizations' is not null
          and (p.user_outcome = 'create' or (p.user_outcome = 'update' and p.changes @> '[{"field": "organizations"}]'))`,
  )
  return created + changed
}
