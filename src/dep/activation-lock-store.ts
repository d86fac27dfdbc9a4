import type { Insertable, Selectable, Updateable } from 'kysely'
import type { DepActivationLock } from '../contract/dep-account.ts'
import type { Db } from '../platform/db/database.ts'
import type { Tables } from '../platform/db/tables.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { lockWord } from './activation-lock.ts'

type LockTable = Tables['dep_activation_lock']
export type LockRow = Selectable<LockTable>

const placeOf = (id: string) => `dep_activation_lock.bypass_code_sealed:${id}`

export const sealBypassCode = (secrets: Secrets, id: string, code: string): Buffer =>
  secrets.seal(placeOf(id), code)

export const openBypassCode = (secrets: Secrets, id: string, sealed: Buffer): string =>
  secrets.openText(placeOf(id), sealed)

export async function insertLock(db: Db, row: Insertable<LockTable>): Promise<void> {
  await db.insertInto('dep_activation_lock').values(row).execute()
}

export const updateLock = (db: Db, id: string, change: Updateable<LockTable>): Promise<LockRow> =>
  db
    .updateTable('dep_activation_lock')
    .set(change)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

/** Newest first. */
export const listLocks = (db: Db, serial: string): Promise<LockRow[]> =>
  db
    .selectFrom('dep_activation_lock')
    .selectAll()
    .where('serial', '=', serial)
    .orderBy('id', 'desc')
    .limit(100)
    .execute()

export function lockOf(row: LockRow): DepActivationLock {
  const hasBypassCode = row.bypass_code_sealed !== null
  return {
    id: row.id,
    serial: row.serial,
    status: row.apple_status,
    ...lockWord(row.apple_status, hasBypassCode),
    lostMessage: row.lost_message,
    hasBypassCode,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
  }
}
