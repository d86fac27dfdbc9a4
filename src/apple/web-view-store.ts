import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'

/** Requests of one visit take turns, so that of two that end it one is the second. */
export async function lockVisit(trx: Trx, visit: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`web-view:${visit}`}, 0))`.execute(trx)
}

export async function isVisitEnded(db: Db, visit: string): Promise<boolean> {
  const row = await db.selectFrom('web_view_visit').select('id').where('id', '=', visit).executeTakeFirst()
  return row !== undefined
}

/** The device has its profile. Remembered as long as a page of the visit could be answered. */
export async function endVisit(trx: Trx, visit: string, o: { now: Date; expiresAt: Date }): Promise<void> {
  await trx.deleteFrom('web_view_visit').where('expires_at', '<', o.now.toISOString()).execute()
  await trx
    .insertInto('web_view_visit')
    .values({ id: visit, ended_at: o.now, expires_at: o.expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
