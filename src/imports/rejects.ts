import { sql } from 'kysely'
import type { RowProblem } from '../contract/import.ts'
import type { Platform } from '../platform/platform.ts'
import { csvLine, guardFormula } from '../protocol/csv/write-csv.ts'
import { findSource } from './import-store.ts'
import { rejectReason } from './map-header.ts'
import { stagedCodePlace } from './stage-import.ts'

const batchSize = 1000

type Row = { line: number; cells: string[]; code_sealed: Buffer | null; problems: RowProblem[] }

/**
 * The rejected rows in their original columns and order, and why: corrected, it can be uploaded as it is. Codes are in it for
 * those who may see codes; otherwise their cells are blank, and a blank code changes nothing (B50).
 */
export async function* rejectsCsv(
  { db, secrets }: Platform,
  id: string,
  withCodes: boolean,
): AsyncGenerator<string> {
  const { header, mapping, delimiter } = await findSource(db, id)
  // A reject file of a reject file gets new reasons in the old column.
  const width = header.at(-1)?.trim() === rejectReason ? header.length - 1 : header.length
  const names = header.slice(0, width)
  const codeIndex = mapping.find(({ field }) => field === 'code')?.index
  // A byte order mark, so that spreadsheets read UTF-8.
  const toLine = (cells: string[]) => csvLine(cells.map(guardFormula), delimiter ?? ',')
  yield `\uFEFF${toLine([...names, rejectReason])}`
  for (let last = 0; ;) {
    const { rows } = await sql<Row>`
      select p.line, r.cells, r.code_sealed, r.problems || p.problems as problems
      from import_plan p join import_row r on r.import_id = p.import_id and r.line = p.line
      where p.import_id = ${id} and p.outcome = 'reject' and p.line > ${last} order by p.line limit ${batchSize}`.execute(
      db,
    )
    let text = ''
    for (const { line, cells, code_sealed, problems } of rows) {
      const row = names.map((_, index) => cells[index] ?? '')
      if (withCodes && codeIndex !== undefined && code_sealed)
        row[codeIndex] = secrets.openText(stagedCodePlace(id, line), code_sealed)
      // What a row has too much follows the reason, so that nothing of it is lost.
      const surplus = cells.slice(header.length)
      text += toLine([...row, reasonOf(problems), ...surplus])
    }
    if (text) yield text
    last = rows.at(-1)?.line ?? last
    if (rows.length < batchSize) return
  }
}

const reasonOf = (problems: readonly RowProblem[]): string =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ column, message }) => (column ? `${column}: ${message}` : message))
    .join('; ')
