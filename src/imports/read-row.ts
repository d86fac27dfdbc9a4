import { attributeErrors } from '../devices/attribute-rules.ts'
import type { AttributeRule } from '../contract/bulk-enrollment.ts'
import type { RowProblem } from '../contract/import.ts'
import type { CsvRow } from '../protocol/csv/records.ts'
import { unguardFormula } from '../protocol/csv/write-csv.ts'
import { deriveRow, type Deriving, type Fields } from './derive-row.ts'
import { attributeName, isAttribute } from './fields.ts'
import type { Column, Format } from './format.ts'
import { hardwareKind, readCell, type CellRules } from './read-cell.ts'

/** What one row says, before anything else is known. Values are in their stored form; null clears, a missing key is absent. */
export type ReadRow = {
  line: number
  /** As they came, but the cells of codes and passwords are empty. */
  cells: string[]
  code: string | null
  fields: Fields
  derivedIdentifier: string | null
  derivedUser: string | null
  problems: RowProblem[]
}

export type MappedColumn = { index: number; name: string; column: Column }
export type RowReader = {
  columns: readonly MappedColumn[]
  /** Columns with passwords: their cells are emptied before anything is kept. */
  dropped: readonly number[]
  width: number
  /** Lists without a header may leave out columns at the end. */
  shortIsFine: boolean
  blank: Format['blank']
  /** What a cell of a custom attribute says to clear it. */
  clears: string | undefined
  deriving: Deriving
  rules: CellRules
  /** What custom attributes must be, where the file goes to a bulk enrollment that says so. */
  attributes: readonly AttributeRule[]
  /** What they are where the row says nothing. */
  defaults: Readonly<Record<string, string>>
}

/** Pure: never throws for a bad row; what is wrong is in `problems`, each with its column. */
export function readRow(row: CsvRow, reader: RowReader): ReadRow {
  const { columns, width, dropped, blank, deriving } = reader
  const { line } = row
  const cells = withoutBlankSurplus(row.cells, width)
  for (const index of dropped) if (cells[index]) cells[index] = ''
  const problems = widthProblems(cells, reader)
  const fields: Fields = {}
  let code: string | null = null
  for (const { index, name, column } of columns) {
    const cell = cells[index]
    if (cell === undefined) continue // a cell missing from a short row never clears
    if (column.kind === 'attribute' && cell.trim() === reader.clears) {
      fields[column.field] = null
      continue
    }
    const read = readCell(column.kind, cell, reader.rules, column.values)
    if (column.kind === 'code') {
      // A refused code is kept too, for the reject file.
      code = 'error' in read ? unguardFormula(cell).trim() : read.value
      cells[index] = ''
    }
    if ('error' in read) {
      problems.push({ column: name, severity: 'error', ...read.error })
      continue
    }
    if (read.warning) problems.push({ column: name, severity: 'warning', ...read.warning })
    if (column.kind !== 'code' && (read.value !== null || blank === 'clears'))
      fields[column.field] = read.value
  }
  problems.push(...attributeProblems(fields, reader))
  return {
    line,
    cells,
    code: deriving.usersOnly ? null : code,
    ...deriveRow(fields, deriving, hardwareKind),
    problems,
  }
}

function attributeProblems(fields: Fields, { attributes: rules, defaults }: RowReader): RowProblem[] {
  if (rules.length === 0) return []
  const given = Object.entries(fields).filter(([field]) => isAttribute(field))
  const values = Object.fromEntries(given.map(([field, value]) => [attributeName(field), value ?? '']))
  return attributeErrors(rules, { ...defaults, ...values }).map(({ code, message, name }) => ({
    column: name,
    code,
    message: `${message}. Correct it, or change the attributes of the bulk enrollment`,
    severity: 'error',
  }))
}

function withoutBlankSurplus(cells: readonly string[], width: number): string[] {
  const surplus = cells.slice(width)
  return surplus.some((cell) => cell.trim()) ? [...cells] : cells.slice(0, width)
}

function widthProblems(cells: readonly string[], { width, shortIsFine }: RowReader): RowProblem[] {
  if (cells.length === width || (shortIsFine && cells.length < width)) return []
  if (cells.length > width) {
    const message = `The row has ${cells.length} cells, the header ${width}. Is a quotation mark missing around a cell with the delimiter in it?`
    return [{ column: '', code: 'row.too-long', message, severity: 'error' }]
  }
  const message = `The row has ${cells.length} cells, the header ${width}. The missing ones change nothing`
  return [{ column: '', code: 'row.short', message, severity: 'warning' }]
}

export const isUnreadable = ({ problems }: ReadRow): boolean =>
  problems.some(({ severity }) => severity === 'error')
