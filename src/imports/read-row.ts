import type { RowProblem } from '../contract/import.ts'
import type { CsvRow } from '../protocol/csv/read-csv.ts'
import type { Column } from './format.ts'
import { readCell, type CellRules } from './read-cell.ts'

/** What one row says, before anything else is known. Values are in their stored form; null clears, a missing key is absent. */
export type ReadRow = {
  line: number
  /** As they came, but the code's cell is empty. */
  cells: string[]
  code: string | null
  fields: Record<string, string | null>
  problems: RowProblem[]
}

export type MappedColumn = { index: number; name: string; column: Column }
export type RowReader = { columns: readonly MappedColumn[]; width: number; rules: CellRules }

/** Pure: never throws for a bad row; what is wrong is in `problems`, each with its column. */
export function readRow(row: CsvRow, { columns, width, rules }: RowReader): ReadRow {
  const { line } = row
  const cells = withoutBlankSurplus(row.cells, width)
  const problems = widthProblems(cells, width)
  const fields: ReadRow['fields'] = {}
  let code: string | null = null
  for (const { index, name, column } of columns) {
    const cell = cells[index]
    if (cell === undefined) continue // a cell missing from a short row never clears
    const read = readCell(column.kind, cell, rules)
    if (column.kind === 'code') {
      // A refused code is kept too, for the reject file.
      code = 'error' in read ? cell.trim() : read.value
      cells[index] = ''
    }
    if ('error' in read) {
      problems.push({ column: name, severity: 'error', ...read.error })
      continue
    }
    if (read.warning) problems.push({ column: name, severity: 'warning', ...read.warning })
    if (column.kind !== 'code') fields[column.field] = read.value
  }
  return { line, cells, code, fields, problems }
}

function withoutBlankSurplus(cells: readonly string[], width: number): string[] {
  const surplus = cells.slice(width)
  return surplus.some((cell) => cell.trim()) ? [...cells] : cells.slice(0, width)
}

function widthProblems(cells: readonly string[], width: number): RowProblem[] {
  if (cells.length === width) return []
  if (cells.length > width) {
    const message = `The row has ${cells.length} cells, the header ${width}. Is a quotation mark missing around a cell with the delimiter in it?`
    return [{ column: '', code: 'row.too-long', message, severity: 'error' }]
  }
  const message = `The row has ${cells.length} cells, the header ${width}. The missing ones change nothing`
  return [{ column: '', code: 'row.short', message, severity: 'warning' }]
}

export const isUnreadable = ({ problems }: ReadRow): boolean =>
  problems.some(({ severity }) => severity === 'error')
