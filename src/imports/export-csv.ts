import { constantText, csvLine, keepIdentifier } from '../protocol/csv/write-csv.ts'
import { spreadsheetDamage } from './cell-signs.ts'
import type { CellKind } from './format.ts'
import { formatById } from './formats.ts'

export type ExportColumn<Row> = {
  name: string
  kind: CellKind
  cell: (row: Row) => string | null
  /** Only for people: known to the format and not imported. It is text that no spreadsheet has to be kept from. */
  informs?: boolean
}

/** The columns of the bizmobile format that `cells` knows, by the name of their field, in the order of the format. */
export const formatColumns = <Row>(cells: Record<string, ExportColumn<Row>['cell']>): ExportColumn<Row>[] =>
  formatById('bizmobile').columns.flatMap(({ name, field, kind }) => {
    const cell = cells[field]
    return cell ? [{ name, kind, cell }] : []
  })

export type Export<Row> = { columns: ExportColumn<Row>[]; batches: AsyncIterable<Row[]>; plain: boolean }

/** UTF-8 with a byte order mark, so that spreadsheets read it. Memory holds one batch. */
export async function* exportCsv<Row>({ columns, batches, plain }: Export<Row>): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(columns.map(({ name }) => name))}`
  const text = ({ kind, cell, informs }: ExportColumn<Row>, row: Row): string => {
    const value = cell(row) ?? ''
    return plain || informs ? value : guarded(value, kind)
  }
  for await (const rows of batches)
    yield rows.map((row) => csvLine(columns.map((column) => text(column, row)))).join('')
}

/** What an import would take for a spreadsheet's work is meant as it stands. */
const guarded = (value: string, kind: CellKind): string =>
  value !== '' && spreadsheetDamage(value.normalize('NFKC'), kind)
    ? constantText(value)
    : keepIdentifier(value)
