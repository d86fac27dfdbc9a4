import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'

/** Check-in mails of the import that are out, or on their way just now. */
export async function countSentMails(db: Db, importId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from mail where import_id = ${importId} and state in ('sent', 'sending')`.execute(
    db,
  )
  return rows[0]!.count
}

/** Mails that have not gone out do not. */
export const cancelWaitingMails = (trx: Trx, importId: string) =>
  sql`update mail set state = 'cancelled', answer = 'The import was undone'
      where import_id = ${importId} and state = 'waiting'`.execute(trx)
