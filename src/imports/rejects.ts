import { sql } from 'kysely'
import type { RowProblem } from '../contract/import.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import {
  constantText,
  csvLine,
  guardFormula,
  isConstantText,
  keepIdentifier,
  unguardFormula,
} from '../protocol/csv/write-csv.ts'
import { formatById } from './formats.ts'
import { findSource, type ImportSource } from './import-store.ts'
import { rejectReason } from './map-header.ts'
import { stagedCodePlace } from './stage-import.ts'

/**
 * The rejected rows in their original columns and order, and why: corrected, it can be uploaded as it is. A list without a header
 * gets one. Codes are in it for those who may see codes; otherwise their cells are blank, and a blank code changes nothing (B50).
 */
export async function* rejectsCsv(
  { db, secrets }: Platform,
  id: string,
  withCodes: boolean,
): AsyncGenerator<string> {
  const source = await findSource(db, id)
  const layout = layoutOf(source)
  const code = ({ line, code_sealed }: Row) =>
    withCodes && code_sealed ? secrets.openText(stagedCodePlace(id, line), code_sealed) : ''
  const delimiter = source.delimiter ?? ','
  // A byte order mark, so that spreadsheets read UTF-8.
  yield `\uFEFF${csvLine([...layout.names.map(keepIdentifier), rejectReason], delimiter)}`
  for await (const rows of rejectedRows(db, id))
    yield rows.map((row) => csvLine(cellsOf(row, layout, code), delimiter)).join('')
}

type Row = { line: number; cells: string[]; code_sealed: Buffer | null; problems: RowProblem[] }

const batch = { first: 100, least: 10, most: 2000, characters: 1_000_000 }

/** Batches of about the same length, since a row may have two or two million characters. */
async function* rejectedRows(db: Db, id: string): AsyncGenerator<Row[]> {
  let last = 0
  let size = batch.first
  for (;;) {
    const { rows } = await sql<Row>`
      select p.line, r.cells, r.code_sealed, r.problems || p.problems as problems
      from import_plan p join import_row r on r.import_id = p.import_id and r.line = p.line
      where p.import_id = ${id} and p.outcome = 'reject' and p.line > ${last} order by p.line limit ${size}`.execute(
      db,
    )
    if (rows.length > 0) yield rows
    if (rows.length < size) return
    last = rows.at(-1)!.line
    const characters = rows.reduce((sum, { cells }) => sum + cells.join('').length, 1)
    const fitting = Math.round((size * batch.characters) / characters)
    size = Math.min(batch.most, Math.max(batch.least, fitting))
  }
}

const isDamage = /^cell\.(spreadsheet-|zeros-lost)/

type Layout = {
  names: string[]
  /** How many columns the file had, with the reason that an earlier reject file gave. */
  width: number
  /** The name of each column as problems call it. */
  labels: (string | undefined)[]
  codeIndex: number | undefined
  blankClears: boolean
}

/** A reject file of a reject file gets new reasons in the old column. */
function layoutOf({ header, mapping, format }: ImportSource): Layout {
  const names = header.at(-1)?.trim() === rejectReason ? header.slice(0, -1) : header
  return {
    names,
    width: header.length,
    labels: names.map((_, index) => mapping.find((column) => column.index === index)?.column),
    codeIndex: mapping.find(({ field }) => field === 'code')?.index,
    blankClears: format !== null && formatById(format).blank === 'clears',
  }
}

function cellsOf(row: Row, layout: Layout, codeOf: (row: Row) => string): string[] {
  const { cells, problems } = row
  const { names, width, labels, codeIndex } = layout
  const damaged = new Set(problems.filter(({ code }) => isDamage.test(code)).map(({ column }) => column))
  const written = names.map((_, index) => {
    const label = labels[index]
    const cell = cells[index] ?? ''
    const value = index === codeIndex ? codeOf(row) : unguardFormula(cell)
    if (isConstantText(cell)) return constantText(value)
    // What a spreadsheet destroyed must not come back as a text that was kept from it.
    return label !== undefined && damaged.has(label) ? guardFormula(value) : keepIdentifier(value)
  })
  // What a row has too much follows the reason, so that nothing of it is lost.
  const surplus = cells.slice(width).map((cell) => keepIdentifier(unguardFormula(cell)))
  return [...written, guardFormula(reasonOf(row, layout)), ...surplus]
}

function reasonOf({ cells, problems }: Row, { width, blankClears }: Layout): string {
  const reasons = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ column, message }) => (column ? `${column}: ${message}` : message))
  if (blankClears && cells.length < width)
    reasons.push(
      'The row was shorter than the header: its missing cells are blank here, and a blank cell clears',
    )
  return reasons.join('; ')
}
