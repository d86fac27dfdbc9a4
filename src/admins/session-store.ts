import { sql } from 'kysely'
import type { Permission } from '../contract/permissions.ts'
import type { Db } from '../platform/db/database.ts'
import { hashToken, randomToken } from '../platform/secrets/password.ts'
import { uuidv7 } from '../platform/uuid.ts'

/** A session ends 12 hours after its last use and 7 days after its start at the latest. */
const idleHours = 12
const longestHours = 7 * 24

export type Identity = {
  kind: 'admin' | 'api-token'
  id: string
  name: string
  displayName: string
  role: string
  permissions: Permission[]
  expiresAt: string | null
}

export type NewSession = { adminId: string; address: string; userAgent: string | undefined }

export async function startSession(db: Db, { adminId, address, userAgent }: NewSession): Promise<string> {
  const token = randomToken()
  await db
    .insertInto('session')
    .values({
      id: uuidv7(),
      token_hash: hashToken(token),
      admin_id: adminId,
      expires_at: sql<string>`now() + ${idleHours} * interval '1 hour'`,
      address,
      user_agent: userAgent?.slice(0, 300) ?? null,
    })
    .execute()
  return token
}

export async function findSession(db: Db, token: string): Promise<Identity | undefined> {
  const row = await db
    .selectFrom('session')
    .innerJoin('admin', 'admin.id', 'session.admin_id')
    .innerJoin('role', 'role.id', 'admin.role_id')
    .select([
      'admin.id',
      'admin.username',
      'admin.display_name',
      'role.name as role',
      'role.permissions',
      'session.expires_at',
    ])
    .select(sql<boolean>`session.last_seen_at < now() - interval '5 minutes'`.as('stale'))
    .where(holds(token))
    .where('session.expires_at', '>', sql<never>`now()`)
    .where('admin.disabled', '=', false)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.stale) await extendSession(db, token)
  return {
    kind: 'admin',
    id: row.id,
    name: row.username,
    displayName: row.display_name,
    role: row.role,
    permissions: row.permissions as Permission[],
    expiresAt: row.expires_at,
  }
}

/** Written at most every five minutes: a console polls more often than that. */
const extendSession = (db: Db, token: string) =>
  db
    .updateTable('session')
    .set({
      last_seen_at: sql<string>`now()`,
      expires_at: sql<string>`least(now() + ${idleHours} * interval '1 hour', created_at + ${longestHours} * interval '1 hour')`,
    })
    .where(holds(token))
    .execute()

const holds = (token: string) =>
  sql<boolean>`(session.token_hash = ${hashToken(token)}
    or (session.previous_hash = ${hashToken(token)} and session.rotated_at > now() - interval '1 minute'))`

/** A new secret for a session whose secret is an hour old; undefined when it is younger. */
export async function rotateSession(db: Db, token: string): Promise<string | undefined> {
  const fresh = randomToken()
  const { numUpdatedRows } = await db
    .updateTable('session')
    .set({ token_hash: hashToken(fresh), previous_hash: hashToken(token), rotated_at: sql<string>`now()` })
    .where('token_hash', '=', hashToken(token))
    .where('rotated_at', '<', sql<never>`now() - interval '1 hour'`)
    .executeTakeFirst()
  return numUpdatedRows > 0n ? fresh : undefined
}

export const endSession = (db: Db, token: string) => db.deleteFrom('session').where(holds(token)).execute()

export const endSessionsOf = (db: Db, adminId: string) =>
  db.deleteFrom('session').where('admin_id', '=', adminId).execute()

export const forgetOldSessions = (db: Db) =>
  db
    .deleteFrom('session')
    .where('expires_at', '<', sql<never>`now()`)
    .execute()
