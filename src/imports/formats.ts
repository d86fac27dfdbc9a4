import { readdirSync, readFileSync } from 'node:fs'
import { Problem } from '../platform/problem.ts'
import { csvLine } from '../protocol/csv/write-csv.ts'
import { fieldByName } from './fields.ts'
import { FormatFile, type Column, type Format } from './format.ts'

const folder = new URL('./formats/', import.meta.url)

/** All formats, by id. Read once; a file that breaks a rule stops the server, and its test before. */
export const formats: readonly Format[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => toFormat(FormatFile.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))))

function toFormat(file: FormatFile): Format {
  return { ...file, columns: file.columns.map((column) => toColumn(file.id, column)) }
}

function toColumn(id: string, column: FormatFile['columns'][number]): Column {
  const field = fieldByName(column.field)
  if (!field) throw new Error(`The format ${id} maps ${column.name} to the unknown field ${column.field}`)
  const { name, aliases, values, rule = field.rule, example = field.example } = column
  return { ...field, name, aliases, values, rule, example }
}

export function formatById(id: string): Format {
  const format = formats.find((format) => format.id === id)
  if (format) return format
  const known = formats.map(({ id }) => id).join(', ')
  throw new Problem('import.format-unknown', { detail: `There is no format "${id}". Known are: ${known}` })
}

/** The sample file: the header, where the format has one, and rows that import cleanly as they are. */
export function sampleCsv({ header, columns, sample }: Format): string {
  const rows = sample.map((row) => columns.map(({ name }) => row[name] ?? ''))
  const lines = header ? [columns.map(({ name }) => name), ...rows] : rows
  return lines.map((cells) => csvLine(cells)).join('')
}
