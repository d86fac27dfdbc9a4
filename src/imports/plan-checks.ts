import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { addProblems, type PlanContext } from './plan-work.ts'

const modeNames = {
  all: 'this file has users and devices',
  devices: 'this file has devices',
  users: 'this file has users only',
}

/** The matrix of features.md 1.1.1: what each row must have and must not have. */
export async function refuseByMode(trx: Trx, context: PlanContext): Promise<void> {
  const { mode, format } = context
  if (!format.matrix) return
  if (mode !== 'devices') await requireField(trx, context, 'userName')
  if (mode !== 'users') {
    await requireField(trx, context, 'identifier')
    await requireField(trx, context, 'platform')
  }
  if (mode !== 'all') await forbidFields(trx, context, mode === 'devices' ? 'user' : 'device')
}

/** A cell that was refused while reading has its problem already. */
async function requireField(trx: Trx, { id, mode, nameOf }: PlanContext, field: string): Promise<void> {
  const column = nameOf(field)
  const way =
    mode === 'all' && field !== 'platform'
      ? ' in every row: fill it in, or import users and devices as two files'
      : ': fill it in'
  const message = `${column} is required, since ${modeNames[mode]}${way}`
  await addProblems(
    trx,
    { column, code: 'cell.required' },
    sql`select r.line, ${message} as message from import_row r
        where r.import_id = ${id} and r.fields->>${field} is null
          and not r.problems @> ${JSON.stringify([{ column, severity: 'error' }])}::jsonb`,
  )
}

/** Lists outside the matrix: what each row needs to name something, and to make a device of it. One named by hand needs nothing more. */
export async function refuseNeedyRows(trx: Trx, context: PlanContext): Promise<void> {
  const { id, format, mode, nameOf } = context
  if (format.matrix) return
  const needs = format.needs.map((fields) =>
    sql.join(
      fields.map((field) => given(field)),
      sql` and `,
    ),
  )
  const inWords = format.needs.map((fields) => fields.map(nameOf).join(' and ')).join(', or ')
  if (needs.length > 0 && mode !== 'users')
    await addProblems(
      trx,
      { column: '', code: 'row.needs' },
      sql`select r.line, ${`The row needs ${inWords}: fill it in`} as message from import_row r
          where r.import_id = ${id} and not r.unreadable and (r.derived_identifier is not null or r.identifier_key is null)
            and not (${sql.join(needs, sql` or `)})`,
    )
  if (context.target) await refuseNumberless(trx, inWords)
  await addProblems(
    trx,
    { column: '', code: 'row.nameless' },
    sql`select r.line, 'The row names neither a device nor a user. Fill in a serial number, an IMEI or a user' as message
        from import_work r where not r.rejected and r.identifier_key is null and r.user_name is null`,
  )
  const column = nameOf('platform')
  await addProblems(
    trx,
    { column, code: 'platform.unknown' },
    sql`select w.line, ${`What kind of device this is cannot be told. Fill in ${column}, or name the platform for the whole file`} as message
        from import_work w join import_row r on r.import_id = ${id} and r.line = w.line
        where not w.rejected and w.identifier_key is not null and w.device_id is null and r.fields->>'platform' is null`,
  )
}

/**
 * I9: a row for a bulk enrollment may name its device by hand and leave out what the record has, but whatever it makes or changes
 * must have numbers: a phone that comes is told by nothing else.
 */
async function refuseNumberless(trx: Trx, needed: string): Promise<void> {
  await addProblems(
    trx,
    { column: '', code: 'row.needs' },
    sql`select w.line, ${`A phone could not be told to be this device. The row needs ${needed}: fill it in`} as message
        from import_work w
        where not w.rejected and w.identifier_key is not null
          and coalesce(w.imei_claim, w.imei2_claim, w.android_claim) is null
          and (w.device_id is null or w.device_changes <> '[]'::jsonb)`,
  )
}

const given = (field: string) => sql`r.fields->>${sql.lit(field)} is not null`

async function forbidFields(trx: Trx, context: PlanContext, of: 'user' | 'device'): Promise<void> {
  const { id, mode, columns, has, nameOf } = context
  const fields = columns.filter((column) => column.of === of && has(column.field)).map(({ field }) => field)
  const missing = nameOf(of === 'user' ? 'userName' : 'identifier')
  for (const field of fields) {
    const column = nameOf(field)
    const message = `${column} must be blank, since ${modeNames[mode]}: no row has a value in ${missing}`
    const filled = field === 'code' ? sql`r.code_sealed is not null` : sql`r.fields->>${field} is not null`
    await addProblems(
      trx,
      { column, code: 'cell.not-in-mode' },
      sql`select r.line, ${message} as message from import_row r where r.import_id = ${id} and ${filled}`,
    )
  }
}

const references = [
  { field: 'template', table: 'template', what: 'template' },
  { field: 'tags', table: 'tag', what: 'tag' },
  { field: 'organizations', table: 'organization', what: 'organization' },
]

/** B24, B29, B33: what a row refers to must exist. */
export async function refuseUnknownNames(trx: Trx, { id, has, nameOf }: PlanContext): Promise<void> {
  for (const { field, table, what } of references.filter(({ field }) => has(field))) {
    await addProblems(
      trx,
      { column: nameOf(field), code: `${what}.not-found` },
      sql`select r.line, 'There is no ' || ${what} || ' ' || string_agg('"' || wanted.name || '"', ', ')
            || '. Create it first, or correct the name' as message
          from import_row r cross join lateral string_to_table(r.fields->>${field}, '|') as wanted(name)
          where r.import_id = ${id} and r.fields->>${field} is not null
            and not exists (select from ${sql.table(table)} known where known.name = wanted.name)
          group by r.line`,
    )
  }
}
