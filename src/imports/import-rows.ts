import { sql } from 'kysely'
import type { z } from 'zod'
import type { FieldChange, ImportRow, ImportRowQuery, RowProblem } from '../contract/import.ts'
import type { Page } from '../contract/common.ts'
import type { Db } from '../platform/db/database.ts'
import { contains, decodeNumberCursor, pageOf } from '../platform/db/paging.ts'
import type { Column } from './format.ts'
import { formatById } from './formats.ts'
import { findSource } from './import-store.ts'
import { hiddenCode } from './plan-changes.ts'

type Row = {
  line: number
  outcome: ImportRow['outcome']
  device_outcome: string | null
  user_outcome: string | null
  fields: Record<string, string | null>
  has_code: boolean
  changes: FieldChange[]
  read_problems: RowProblem[]
  plan_problems: RowProblem[]
}

/** The rows of a plan in the order of the file, page by page. */
export async function listRows(
  db: Db,
  id: string,
  { limit, cursor, outcome, q }: z.infer<typeof ImportRowQuery>,
): Promise<Page<ImportRow>> {
  // One look-up for each row in the order of the file, whatever the planner believes about tables that were filled a moment ago.
  const from = sql`import_plan p cross join lateral
    (select * from import_row where import_id = p.import_id and line = p.line offset 0) r`
  const wanted = sql`p.import_id = ${id}
    and (${outcome ?? null}::text is null or p.outcome = ${outcome ?? null})
    and (${q ?? null}::text is null or lower(concat_ws(' ', r.fields->>'identifier', r.user_name, r.fields->>'serial')) like ${contains(q ?? '')})`
  const after = cursor ? decodeNumberCursor(cursor) : 0
  const { rows } = await sql<Row>`
    select p.line, p.outcome, p.device_outcome, p.user_outcome, r.fields, r.code_sealed is not null as has_code, p.changes,
      r.problems as read_problems, p.problems as plan_problems
    from ${from} where ${wanted} and p.line > ${after} order by p.line limit ${limit + 1}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from ${q ? from : sql`import_plan p`}
    where ${q ? wanted : sql`p.import_id = ${id} and (${outcome ?? null}::text is null or p.outcome = ${outcome ?? null})`}`.execute(
    db,
  )
  const { format } = await findSource(db, id)
  const { columns } = formatById(format ?? '')
  const page = pageOf(
    rows,
    limit,
    ({ line }) => ({ key: null, id: String(line) }),
    (row) => toRow(row, columns),
  )
  return { ...page, total: counted[0]!.total }
}

function toRow(row: Row, columns: readonly Column[]): ImportRow {
  const { line, outcome, fields, changes } = row
  const position = new Map(columns.map(({ field }, index) => [field, index]))
  const all = [
    ...createdFields(row, columns),
    ...changes.map(({ field, before, after }) => ({ field, before, after })),
  ]
  return {
    line,
    outcome,
    label: fields['identifier'] ?? fields['userName'] ?? '',
    changes: all.sort((a, b) => (position.get(a.field) ?? 0) - (position.get(b.field) ?? 0)),
    problems: [...row.read_problems, ...row.plan_problems],
  }
}

/** What is created is not stored as differences: before it there is nothing, so its fields are them. */
function createdFields(row: Row, columns: readonly Column[]): FieldChange[] {
  const { device_outcome, user_outcome, fields, has_code } = row
  const created = (of: Column['of']) => (of === 'user' ? user_outcome : device_outcome) === 'create'
  return columns.flatMap(({ field, of }): FieldChange[] => {
    // The name of an existing user is new on a new device.
    const isNew = created(of) || (field === 'userName' && created('device'))
    const after = field === 'code' ? (has_code ? hiddenCode : null) : (fields[field] ?? null)
    return isNew && after !== null ? [{ field, before: null, after }] : []
  })
}
