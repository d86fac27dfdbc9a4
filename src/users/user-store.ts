import { sql, type SelectQueryBuilder } from 'kysely'
import { Id } from '../contract/common.ts'
import type { User } from '../contract/user.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { escapeLike } from '../platform/db/paging.ts'
import type { Tables } from '../platform/db/tables.ts'

export type UserSelect<O> = SelectQueryBuilder<Tables, 'app_user', O>

/** One row per user; what comes from other tables is read by subqueries, for the rows of the page only. */
export const selectUsers = (db: Db) =>
  db.selectFrom('app_user').select([
    'id',
    'user_name as userName',
    'name',
    'email',
    'mobile',
    'description',
    'created_at as createdAt',
    'updated_at as updatedAt',
    sql<string[]>`array(
      select organization.name from user_organization uo join organization on organization.id = uo.organization_id
      where uo.user_id = app_user.id order by organization.name)`.as('organizations'),
    sql<number>`(select count(*) from device where device.user_id = app_user.id)`.as('deviceCount'),
    sql<boolean>`exists (select from user_password where user_id = app_user.id)`.as('hasPassword'),
  ])

/** How an address names a user: the UUID, or `name:` and the user name. */
export type UserKey = { by: 'id' | 'name'; value: string }

export function readUserKey(text: string): UserKey | undefined {
  if (text.startsWith('name:')) return { by: 'name', value: text.slice('name:'.length) }
  return Id.safeParse(text).success ? { by: 'id', value: text } : undefined
}

const whereKey = <O>(query: UserSelect<O>, { by, value }: UserKey): UserSelect<O> =>
  by === 'id' ? query.where('app_user.id', '=', value) : query.where('user_name', '=', value)

export const findUser = (db: Db, key: UserKey): Promise<User | undefined> =>
  whereKey(selectUsers(db), key).executeTakeFirst()

/**
 * The user whose name somebody typed, or a directory spells in its own way: exactly this name, else the only one that differs by
 * letter case. What is searched begins with the name and a blank, so its index finds a name of one letter too.
 */
export async function findTypedUser(
  db: Db,
  userName: string,
): Promise<Pick<User, 'id' | 'userName'> | undefined> {
  const query = db.selectFrom('app_user').select(['id', 'user_name as userName'])
  const exact = await query.where('user_name', '=', userName).executeTakeFirst()
  if (exact) return exact
  const [user, ...others] = await query
    .where('search', 'like', `${escapeLike(userName.toLowerCase())} %`)
    .where(sql`lower(user_name)`, '=', userName.toLowerCase())
    .limit(2)
    .execute()
  return others.length === 0 ? user : undefined
}

/** Locks the row until the transaction ends, so that changes of a user take turns. */
export async function lockUser(trx: Trx, key: UserKey): Promise<User | undefined> {
  const locked = await whereKey(trx.selectFrom('app_user').select('id'), key).forUpdate().executeTakeFirst()
  return locked && findUser(trx, { by: 'id', value: locked.id })
}

/** The id behind a user name; until the transaction ends the user cannot be deleted. */
export async function holdUser(trx: Trx, userName: string): Promise<string | undefined> {
  const query = trx.selectFrom('app_user').select('id').where('user_name', '=', userName)
  return (await query.forKeyShare().executeTakeFirst())?.id
}

type Values = Pick<User, 'userName' | 'name' | 'email' | 'mobile' | 'description'>

export async function insertUser(
  trx: Trx,
  { id, now, ...user }: Values & { id: string; now: Date },
): Promise<void> {
  const { userName, name, email, mobile, description } = user
  await trx
    .insertInto('app_user')
    .values({ id, user_name: userName, name, email, mobile, description, created_at: now, updated_at: now })
    .execute()
}

export async function setUser(
  trx: Trx,
  { id, now, ...user }: Values & { id: string; now: Date },
): Promise<void> {
  const { name, email, mobile, description } = user
  await trx
    .updateTable('app_user')
    .set({ name, email, mobile, description, updated_at: now })
    .where('id', '=', id)
    .execute()
}

/** Makes the user's organizations exactly these. */
export async function setUserOrganizations(trx: Trx, userId: string, ids: readonly string[]): Promise<void> {
  await sql`
    delete from user_organization where user_id = ${userId} and organization_id <> all(${[...ids]}::uuid[])`.execute(
    trx,
  )
  await sql`
    insert into user_organization (user_id, organization_id) select ${userId}, unnest(${[...ids]}::uuid[])
    on conflict do nothing`.execute(trx)
}

export async function deleteUser(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('app_user').where('id', '=', id).execute()
}
