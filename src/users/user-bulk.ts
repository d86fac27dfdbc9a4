import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../platform/db/database.ts'

/**
 * Changes of many users at once, each one statement. `rows` is a query of the caller, whose columns are named at each function;
 * rules, events and the audit record are the caller's too.
 */
type Rows = RawBuilder<unknown>

/** Columns: id, user_name, name, email, mobile, description, now. Answers how many. */
export async function insertUsers(trx: Trx, rows: Rows): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    insert into app_user (id, user_name, name, email, mobile, description, created_at, updated_at)
    select id, user_name, name, email, mobile, description, now, now from (${rows}) as rows order by id`.execute(
    trx,
  )
  return Number(numAffectedRows)
}

/** Columns: id, updated_at (the one expected: other records are left alone), name, email, mobile, description, now. Answers how many. */
export async function updateUsers(trx: Trx, rows: Rows): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update app_user set name = rows.name, email = rows.email, mobile = rows.mobile, description = rows.description, updated_at = rows.now
    from (${rows}) as rows
    where app_user.id = rows.id and app_user.updated_at = rows.updated_at`.execute(trx)
  return Number(numAffectedRows)
}

/** Makes the organizations of `users` (column: user_id) exactly those of `pairs` (columns: user_id, organization_id). */
export async function replaceOrganizations(trx: Trx, users: Rows, pairs: Rows): Promise<void> {
  await sql`delete from user_organization where user_id in (select user_id from (${users}) as users)`.execute(
    trx,
  )
  await sql`
    insert into user_organization (user_id, organization_id)
    select user_id, organization_id from (${pairs}) as pairs`.execute(trx)
}

/** Forgets users (column: id) who have no devices. Answers how many. */
export async function deleteUsers(trx: Trx, rows: Rows): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from app_user where id in (select id from (${rows}) as rows)`.execute(trx)
  return Number(numAffectedRows)
}
