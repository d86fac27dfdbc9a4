import { csvLine, keepIdentifier } from '../protocol/csv/write-csv.ts'
import { formatById } from './formats.ts'

export type ExportColumn<Row> = {
  name: string
  cell: (row: Row) => string | null
  /** Only for people: known to the format and not imported. It is text that no spreadsheet has to be kept from. */
  informs?: boolean
}

/** The columns of the bizmobile format that `cells` knows, by the name of their field, in the order of the format. */
export const formatColumns = <Row>(cells: Record<string, ExportColumn<Row>['cell']>): ExportColumn<Row>[] =>
  formatById('bizmobile').columns.flatMap(({ name, field }) => {
    const cell = cells[field]
    return cell ? [{ name, cell }] : []
  })

export type Export<Row> = { columns: ExportColumn<Row>[]; batches: AsyncIterable<Row[]>; plain: boolean }

/** UTF-8 with a byte order mark, so that spreadsheets read it. Memory holds one batch. */
export async function* exportCsv<Row>({ columns, batches, plain }: Export<Row>): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(columns.map(({ name }) => name))}`
  const text = ({ cell, informs }: ExportColumn<Row>, row: Row): string => {
    const value = cell(row) ?? ''
    return plain || informs ? value : keepIdentifier(value)
  }
  for await (const rows of batches)
    yield rows.map((row) => csvLine(columns.map((column) => text(column, row)))).join('')
}
