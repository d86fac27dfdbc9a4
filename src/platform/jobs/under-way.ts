import { sql } from 'kysely'
import type { Db } from '../db/database.ts'

/** Whether a job of the kind waits to be run, or runs. */
export async function isUnderWay(db: Db, kind: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pgboss.job where name = ${kind} and state::text in ('created', 'retry', 'active') limit 1`.execute(
    db,
  )
  return rows.length > 0
}
