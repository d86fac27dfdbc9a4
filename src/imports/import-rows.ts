import { sql, type RawBuilder } from 'kysely'
import type { z } from 'zod'
import type { FieldChange, ImportRow, ImportRowQuery, RowProblem } from '../contract/import.ts'
import type { Page } from '../contract/common.ts'
import type { Db } from '../platform/db/database.ts'
import { contains, decodeNumberCursor, pageOf } from '../platform/db/paging.ts'
import { fieldByName, fields, isAttribute, type Field } from './fields.ts'
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
  mail_to: string | null
}

const from = sql`import_plan p cross join lateral
  (select * from import_row where import_id = p.import_id and line = p.line offset 0) r`

/** The other way round for what is searched in the rows: the plan is looked up for those that have it. */
const fromRows = sql`import_row r cross join lateral
  (select * from import_plan where import_id = r.import_id and line = r.line offset 0) p`

/** The rows of a plan in the order of the file, page by page. */
export async function listRows(
  db: Db,
  id: string,
  query: z.infer<typeof ImportRowQuery>,
): Promise<Page<ImportRow>> {
  const { limit, cursor } = query
  const wanted = wantedRows(id, query)
  const both = query.q ? fromRows : from
  const looked = (query.q ?? query.problem ?? query.with) ? both : sql`import_plan p`
  const after = cursor ? decodeNumberCursor(cursor) : await lineBefore(db, looked, wanted, query.offset)
  // One look-up for each row in the order of the file, whatever the planner believes about tables that were filled a moment ago.
  const { rows } = await sql<Row>`
    select p.line, p.outcome, p.device_outcome, p.user_outcome, r.fields, r.code_sealed is not null as has_code, p.changes,
      r.problems as read_problems, p.problems as plan_problems, ${mailTo} as mail_to
    from ${both} where ${wanted} and p.line > ${after} order by p.line limit ${limit + 1}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from ${looked} where ${wanted}`.execute(db)
  const { mapping } = await findSource(db, id)
  const columns = [
    ...fields,
    ...mapping.flatMap(({ field }) => (field && isAttribute(field) ? (fieldByName(field) ?? []) : [])),
  ]
  const page = pageOf(
    rows,
    limit,
    ({ line }) => ({ key: null, id: String(line) }),
    (row) => toRow(row, columns),
  )
  return { ...page, total: counted[0]!.total }
}

type Part = RawBuilder<unknown>

/** The line after which the row at a position is the first; the index alone finds it where the rows themselves need no look. */
async function lineBefore(db: Db, looked: Part, wanted: Part, offset: number): Promise<number> {
  if (offset === 0) return 0
  const { rows } = await sql<{ line: number }>`
    select p.line from ${looked} where ${wanted} order by p.line limit 1 offset ${offset - 1}`.execute(db)
  return rows[0]?.line ?? lastLine
}

/** A file has no line after this one. */
const lastLine = 2_147_483_646

/** Where a check-in mail goes to a new or changed address (B44). */
const mailTo = sql`case
  when p.device_outcome = 'create' then r.fields->>'registrationEmail'
  when p.device_outcome = 'update' and p.changes @> '[{"field": "registrationEmail"}]' then r.fields->>'registrationEmail' end`

function wantedRows(id: string, { outcome, q, problem, with: having }: z.infer<typeof ImportRowQuery>) {
  const conditions = [sql`p.import_id = ${id}`]
  if (outcome) conditions.push(sql`p.outcome = ${outcome}`)
  if (q)
    conditions.push(
      sql`r.import_id = ${id} and lower(concat_ws(' ', r.fields->>'identifier', r.user_name, r.fields->>'serial')) like ${contains(q)}`,
    )
  const coded = JSON.stringify([{ code: problem }])
  if (problem) conditions.push(sql`(p.problems @> ${coded}::jsonb or r.problems @> ${coded}::jsonb)`)
  if (having === 'clear') conditions.push(sql`p.changes @? '$[*] ? (@.after == null)'`)
  if (having === 'mail') conditions.push(sql`${mailTo} is not null`)
  return sql.join(conditions, sql` and `)
}

function toRow(row: Row, columns: readonly Field[]): ImportRow {
  const { line, outcome, fields, changes } = row
  const position = new Map(columns.map(({ field }, index) => [field, index]))
  const last = columns.length
  const all = [
    ...createdFields(row, columns),
    ...changes.map(({ field, before, after }) => ({ field, before, after })),
  ]
  return {
    line,
    outcome,
    label: fields['identifier'] ?? fields['userName'] ?? '',
    // What comes of the bulk enrollment itself has no column, and is last.
    changes: all.sort((a, b) => (position.get(a.field) ?? last) - (position.get(b.field) ?? last)),
    problems: [...row.read_problems, ...row.plan_problems],
    mailTo: row.mail_to,
  }
}

/** What is created is not stored as differences: before it there is nothing, so its fields are them. */
function createdFields(row: Row, columns: readonly Field[]): FieldChange[] {
  const { device_outcome, user_outcome, fields, has_code } = row
  const created = (of: Field['of']) => (of === 'user' ? user_outcome : device_outcome) === 'create'
  return columns.flatMap(({ field, of }): FieldChange[] => {
    // The name of an existing user is new on a new device.
    const isNew = created(of) || (field === 'userName' && created('device'))
    const after = field === 'code' ? (has_code ? hiddenCode : null) : (fields[field] ?? null)
    return isNew && after !== null ? [{ field, before: null, after }] : []
  })
}
