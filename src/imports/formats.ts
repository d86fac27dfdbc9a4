import { readdirSync, readFileSync } from 'node:fs'
import { Problem } from '../platform/problem.ts'
import { csvLine } from '../protocol/csv/write-csv.ts'
import { fieldByName } from './fields.ts'
import { FormatFile, type Column, type Format } from './format.ts'

const folder = new URL('./formats/', import.meta.url)

/** Ours and the plain ones have their place in the list; those of other products are between them, by id. */
const places = new Map([
  ['bizmobile', -3],
  ['android-bulk', -2],
  ['pre-enrollment', -1],
  ['generic', 1],
  ['plain-list', 2],
])

/** All formats. Read once; a file that breaks a rule stops the server, and its test before. */
export const formats: readonly Format[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => toFormat(FormatFile.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))))
  .sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))

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

/** The table of synonyms, for lists of no known product. */
export const generic: Format = formatById('generic')

/** The column of a field: as the format has it, otherwise with the spellings of the table of synonyms. */
export function columnOf(format: Format, field: string): Column | undefined {
  const known = [format, generic].flatMap(({ columns }) => columns).find((column) => column.field === field)
  if (known) return known
  const plain = fieldByName(field)
  return plain && { ...plain, name: plain.field, aliases: [], values: {} }
}

/** The names of the columns by their position, where files have no header. */
export const orderOf = ({ order, columns }: Format): string[] => order ?? columns.map(({ name }) => name)

/** The sample file: the header, where the format has one, and rows that import cleanly as they are. */
export function sampleCsv(format: Format): string {
  if (format.refused) throw formatRefused(format)
  const { header, ignored, sample } = format
  const known = orderOf(format)
  const further = ignored.filter((name) => !known.includes(name) && sample.some((row) => name in row))
  const names = [...known, ...further]
  const rows = sample.map((row) => names.map((name) => row[name] ?? ''))
  return (header ? [names, ...rows] : rows).map((cells) => csvLine(cells)).join('')
}

export const formatRefused = ({ id, name, refused }: Format): Problem =>
  new Problem('import.format-refused', { detail: `${name}: ${refused}`, format: id })
