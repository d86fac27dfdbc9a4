import { sql } from 'kysely'
import type { z } from 'zod'
import type { FieldChange, ImportRow, ImportRowQuery, RowProblem } from '../contract/import.ts'
import type { Page } from '../contract/common.ts'
import type { Db } from '../platform/db/database.ts'
import { contains, decodeCursor, pageOf } from '../platform/db/paging.ts'
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
  const wanted = sql`p.import_id = ${id}
    and (${outcome ?? null}::text is null or p.outcome = ${outcome ?? null})
    and (${q ?? null}::text is null or lower(concat_ws(' ', r.fields->>'identifier', r.user_name, r.fields->>'serial')) like ${contains(q ?? '')})`
  const from = sql`import_plan p join import_row r on r.import_id = p.import_id and r.line = p.line`
  const after = cursor ? Number(decodeCursor(cursor).id) : 0
  const { rows } = await sql<Row>`
    select p.line, p.outcome, p.device_outcome, p.user_outcome, r.fields, r.code_sealed is not null as has_code, p.changes,
      r.problems as read_problems, p.problems as plan_problems
    from ${from} where ${wanted} and p.line > ${after} order by p.line limit ${limit + 1}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from ${from} where ${wanted}`.execute(db)
  const userFields = await fieldsOfUsers(db, id)
  const page = pageOf(
    rows,
    limit,
    ({ line }) => ({ key: null, id: String(line) }),
    (row) => toRow(row, userFields),
  )
  return { ...page, total: counted[0]!.total }
}

async function fieldsOfUsers(db: Db, id: string): Promise<Set<string>> {
  const { format } = await findSource(db, id)
  const columns = formatById(format ?? '').columns.filter(({ of }) => of === 'user')
  return new Set(columns.map(({ field }) => field))
}

function toRow(row: Row, userFields: ReadonlySet<string>): ImportRow {
  const { line, outcome, fields, changes } = row
  return {
    line,
    outcome,
    label: fields['identifier'] ?? fields['userName'] ?? '',
    changes: [
      ...createdFields(row, userFields),
      ...changes.map(({ field, before, after }) => ({ field, before, after })),
    ],
    problems: [...row.read_problems, ...row.plan_problems],
  }
}

/** What is created is not stored as differences: before it there is nothing, so its fields are them. */
function createdFields(
  { device_outcome, user_outcome, fields, has_code }: Row,
  userFields: ReadonlySet<string>,
) {
  const isCreated = (field: string) =>
    field === 'userName'
      ? user_outcome === 'create' || device_outcome === 'create'
      : (userFields.has(field) ? user_outcome : device_outcome) === 'create'
  const created = Object.entries(fields)
    .filter(([field, value]) => value !== null && isCreated(field))
    .map(([field, after]): FieldChange => ({ field, before: null, after }))
  const code = device_outcome === 'create' && has_code
  return code ? [...created, { field: 'code', before: null, after: hiddenCode }] : created
}
