import { sql } from 'kysely'
import type { Db } from '../platform/db/database.ts'

export type Reject = { line: number; message: string }

/** The first rejected rows, each with what keeps it out. */
export async function listRejects(db: Db, importId: string, most: number): Promise<Reject[]> {
  const { rows } = await sql<Reject>`
    select p.line, coalesce((
      select string_agg(problem->>'message', '. ') from jsonb_array_elements(r.problems || p.problems) as problem
      where problem->>'severity' = 'error'), 'The row cannot be read') as message
    from import_plan p join import_row r on r.import_id = p.import_id and r.line = p.line
    where p.import_id = ${importId} and p.outcome = 'reject' order by p.line limit ${most}`.execute(db)
  return rows
}
