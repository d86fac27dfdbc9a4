import { sql } from 'kysely'
import type { Admin, Role } from '../contract/admin.ts'
import type { Permission } from '../contract/permissions.ts'
import type { Db, Trx } from '../platform/db/database.ts'

const adminColumns = [
  'admin.id',
  'admin.username',
  'admin.display_name as displayName',
  'role.name as role',
  'admin.disabled',
  'admin.created_at as createdAt',
  'admin.last_sign_in_at as lastSignInAt',
] as const

const admins = (db: Db) => db.selectFrom('admin').innerJoin('role', 'role.id', 'admin.role_id')

export const listAdmins = (db: Db): Promise<Admin[]> =>
  admins(db).select(adminColumns).orderBy('admin.username').execute()

export const findAdmin = (db: Db, id: string): Promise<Admin | undefined> =>
  admins(db).select(adminColumns).where('admin.id', '=', id).executeTakeFirst()

export type Account = {
  id: string
  username: string
  displayName: string
  passwordHash: string
  disabled: boolean
}

export const findAccount = (db: Db, username: string): Promise<Account | undefined> =>
  db
    .selectFrom('admin')
    .select(['id', 'username', 'display_name as displayName', 'password_hash as passwordHash', 'disabled'])
    .where(sql`lower(username)`, '=', username.toLowerCase())
    .executeTakeFirst()

export type NewAccount = {
  id: string
  username: string
  displayName: string
  passwordHash: string
  roleId: string
}

export const insertAdmin = (trx: Db, { id, username, displayName, passwordHash, roleId }: NewAccount) =>
  trx
    .insertInto('admin')
    .values({ id, username, display_name: displayName, password_hash: passwordHash, role_id: roleId })
    .execute()

export const hasAdmins = async (db: Db): Promise<boolean> =>
  Boolean(await db.selectFrom('admin').select('id').limit(1).executeTakeFirst())

/** Locks the administrators, so that two people cannot remove each other at the same moment. */
export async function lockAdministrators(trx: Trx): Promise<string[]> {
  const rows = await trx
    .selectFrom('admin')
    .innerJoin('role', 'role.id', 'admin.role_id')
    .select('admin.id')
    .where('role.name', '=', 'Administrator')
    .where('role.built_in', '=', true)
    .where('admin.disabled', '=', false)
    .orderBy('admin.id')
    .forUpdate('admin')
    .execute()
  return rows.map(({ id }) => id)
}

const roleColumns = ['id', 'name', 'permissions', 'built_in as builtIn'] as const

export async function listRoles(db: Db): Promise<Role[]> {
  return (
    await db.selectFrom('role').select(roleColumns).orderBy('built_in', 'desc').orderBy('name').execute()
  ).map(toRole)
}

export async function findRole(db: Db, id: string): Promise<Role | undefined> {
  const row = await db.selectFrom('role').select(roleColumns).where('id', '=', id).executeTakeFirst()
  return row && toRole(row)
}

export async function findRoleByName(db: Db, name: string): Promise<Role | undefined> {
  const row = await db.selectFrom('role').select(roleColumns).where('name', '=', name).executeTakeFirst()
  return row && toRole(row)
}

const toRole = (row: { id: string; name: string; permissions: string[]; builtIn: boolean }): Role => ({
  ...row,
  permissions: row.permissions as Permission[],
})
