import { sql } from 'kysely'
import type { ApiToken } from '../contract/admin.ts'
import type { Permission } from '../contract/permissions.ts'
import type { Db } from '../platform/db/database.ts'
import { hashToken, randomToken } from '../platform/secrets/password.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { Identity } from './session-store.ts'

const columns = [
  'api_token.id',
  'api_token.name',
  'role.name as role',
  'api_token.created_at as createdAt',
  'api_token.last_used_at as lastUsedAt',
  'api_token.expires_at as expiresAt',
] as const

const tokens = (db: Db) =>
  db.selectFrom('api_token').innerJoin('role', 'role.id', 'api_token.role_id').select(columns)

export const listApiTokens = (db: Db): Promise<ApiToken[]> =>
  tokens(db).orderBy('api_token.id', 'desc').execute()

export const findApiToken = (db: Db, id: string): Promise<ApiToken | undefined> =>
  tokens(db).where('api_token.id', '=', id).executeTakeFirst()

export type NewToken = { name: string; roleId: string; createdBy: string; expiresAt: string | null }

/** The secret is in the answer and nowhere else. The prefix lets scanners of leaked secrets know it. */
export async function insertApiToken(
  db: Db,
  { name, roleId, createdBy, expiresAt }: NewToken,
): Promise<{ id: string; token: string }> {
  const id = uuidv7()
  const token = `mst_${randomToken()}`
  await db
    .insertInto('api_token')
    .values({
      id,
      name,
      token_hash: hashToken(token),
      role_id: roleId,
      created_by: createdBy,
      expires_at: expiresAt,
    })
    .execute()
  return { id, token }
}

export const deleteApiToken = (db: Db, id: string) =>
  db.deleteFrom('api_token').where('id', '=', id).execute()

export async function identifyApiToken(db: Db, token: string): Promise<Identity | undefined> {
  const row = await db
    .selectFrom('api_token')
    .innerJoin('role', 'role.id', 'api_token.role_id')
    .select([
      'api_token.id',
      'api_token.name',
      'role.name as role',
      'role.permissions',
      'api_token.expires_at',
    ])
    .select(sql<boolean>`last_used_at is null or last_used_at < now() - interval '5 minutes'`.as('stale'))
    .where('token_hash', '=', hashToken(token))
    .where((where) =>
      where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<never>`now()`)]),
    )
    .executeTakeFirst()
  if (!row) return undefined
  if (row.stale)
    await db
      .updateTable('api_token')
      .set({ last_used_at: sql<string>`now()` })
      .where('id', '=', row.id)
      .execute()
  return {
    kind: 'api-token',
    id: row.id,
    name: row.name,
    displayName: row.name,
    role: row.role,
    permissions: row.permissions as Permission[],
    expiresAt: row.expires_at,
  }
}
