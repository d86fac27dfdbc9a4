import { sql } from 'kysely'
import type { Import } from '../contract/import.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { announce } from '../platform/events/live.ts'
import { Problem } from '../platform/problem.ts'
import { ifUnlocked } from './import-lock.ts'

/** Days that the rows of an import are kept: they hold what people's names are and whose codes were what. */
const keptDays = { applied: 90, other: 30 }

const rowsGone = 'import.rows-gone'

/**
 * Deletes the rows, the plans and the notes of old imports, and everything else that shows values of the file; the import with its
 * counts stays in the history and says so. An import that is being worked on waits for the next night.
 */
export async function forgetImports({ db, pool, clock }: Platform, signal?: AbortSignal): Promise<void> {
  for (const id of await listOld(db, clock())) {
    signal?.throwIfAborted()
    await ifUnlocked(pool, id, () => forgetRows(db, id))
  }
}

async function listOld(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from import
    where not warnings @> ${JSON.stringify([{ code: rowsGone }])}::jsonb
      and case when state in ('applied', 'undone')
        then coalesce(undone_at, applied_at) < ${now}::timestamptz - ${keptDays.applied} * interval '1 day'
        else coalesce(planned_at, created_at) < ${now}::timestamptz - ${keptDays.other} * interval '1 day' end
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

const forgetRows = (db: Db, id: string): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await sql`delete from import_row where import_id = ${id}`.execute(trx)
    await sql`delete from import_plan where import_id = ${id}`.execute(trx)
    await sql`delete from import_undo_note where import_id = ${id}`.execute(trx)
    await forgetValues(trx, id)
    await announce(trx, { topic: 'import', id })
  })

/** Warnings name devices and people, the mapping shows samples. */
async function forgetValues(trx: Trx, id: string): Promise<void> {
  const warning = {
    code: rowsGone,
    column: '',
    line: null,
    severity: 'warning',
    message:
      'The rows of this import are no longer kept: its numbers stay, its rows and rejects cannot be shown and it cannot be applied or undone',
  }
  await sql`
    update import set warnings = ${JSON.stringify([warning])}::jsonb,
      mapping = (select coalesce(jsonb_agg(jsonb_set(item, '{samples}', '[]') order by n), '[]')
        from jsonb_array_elements(mapping) with ordinality as each(item, n)),
      replanned = replanned || '{"examples": []}'
    where id = ${id}`.execute(trx)
}

/** Whatever needs the rows of an import asks this first. */
export function refuseForgotten({ warnings }: Pick<Import, 'warnings'>): void {
  const gone = warnings.find(({ code }) => code === rowsGone)
  if (gone) throw new Problem(rowsGone, { detail: gone.message })
}
