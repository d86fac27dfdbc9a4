import { sql } from 'kysely'
import type { z } from 'zod'
import type { ImportCounts, Replanned, RowOutcome } from '../contract/import.ts'
import type { Trx } from '../platform/db/database.ts'

/** Keeps the plan that is about to be replaced until the end of the transaction. */
export async function keepPlan(trx: Trx, id: string): Promise<void> {
  await sql`
    create temporary table import_plan_before on commit drop as
    select line, outcome, changes from import_plan where import_id = ${id}`.execute(trx)
}

const examplesShown = 20

type Example = {
  line: number
  label: string
  before: RowOutcome | null
  after: RowOutcome | null
  total: number
}

/** What the new plan does otherwise than the one that was kept: how many rows, and the first of them. */
export async function comparePlans(trx: Trx, id: string, now: Date): Promise<z.infer<typeof Replanned>> {
  const { rows } = await sql<Example>`
    select r.line, coalesce(r.fields->>'identifier', r.user_name, '') as label, b.outcome as before, p.outcome as after,
      count(*) over () as total
    from import_row r
      left join import_plan_before b on b.line = r.line
      left join import_plan p on p.import_id = r.import_id and p.line = r.line
    where r.import_id = ${id} and (b.outcome is distinct from p.outcome or b.changes is distinct from p.changes)
    order by r.line limit ${examplesShown}`.execute(trx)
  const { counts } = await trx
    .selectFrom('import')
    .select('counts')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    at: now.toISOString(),
    rows: rows[0]?.total ?? 0,
    before: counts as ImportCounts,
    examples: rows.map(({ line, label, before, after }) => ({ line, label, before, after })),
  }
}
