import { sql } from 'kysely'
import type { Db, Trx } from './database.ts'

/** What is stored under a key; undefined when nothing is. */
export async function readSetting(db: Db, key: string): Promise<unknown> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

/** Whoever changes a setting looks at it first: until the transaction ends, nobody else does who takes this lock. */
export async function lockSetting(trx: Trx, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`setting:${key}`}, 0))`.execute(trx)
}

export async function storeSetting(db: Db, key: string, setting: unknown): Promise<void> {
  const value = JSON.stringify(setting)
  await db
    .insertInto('setting')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: sql<string>`now()` }))
    .execute()
}
