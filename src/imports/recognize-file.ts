import type { ColumnMapping, RowProblem } from '../contract/import.ts'
import { unguardFormula } from '../protocol/csv/write-csv.ts'
import type { CsvRow } from '../protocol/csv/records.ts'
import { chooseKind, type Asked, type Kind } from './choose-kind.ts'
import { isComplete, namesRecords } from './choose-format.ts'
import { fieldByName } from './fields.ts'
import type { Format } from './format.ts'
import { columnOf, orderOf } from './formats.ts'
import { mappingRefused, soundMapping, resolveGiven, type FieldByIndex } from './given-mapping.ts'
import { namesPassword } from './header-names.ts'
import { refuseHeader } from './header-refusals.ts'
import { placeName, widthOf } from './list-shape.ts'
import { mapHeader, rejectReason, type HeaderMapping, type KnownColumns } from './map-header.ts'
import { mapPositions } from './map-positions.ts'
import type { MappedColumn } from './read-row.ts'

export type RecognizedFile = {
  format: Format
  hasHeader: boolean
  /** The names of the columns; those of the format, or "Column 3", in a list without a header. */
  header: string[]
  mapping: ColumnMapping[]
  headerProblems: RowProblem[]
  columns: MappedColumn[]
  /** Columns with passwords: their cells are emptied before anything is kept. */
  dropped: number[]
}

/**
 * Finds the format of a file from its first records, or takes the one asked for, and maps its columns. A file of no known format, a
 * list that is not imported, a bad header and a bad mapping are problems.
 */
export function recognizeList(head: readonly CsvRow[], asked: Asked): RecognizedFile {
  const rows = head.map(({ cells }) => cells.map((cell) => unguardFormula(cell).trim()))
  const kind = chooseKind(rows, asked)
  const { format, hasHeader } = kind
  const header = namesOf(rows, kind)
  const { mapping, problems } = mapColumns(rows, header, kind, asked)
  refuseHeader(problems)
  if (!isComplete({ format, mapping }) && !namesRecords(mapping)) throw namesNothing(header)
  const dropped = mapping.flatMap(({ how, index }) => (how === 'dropped' ? [index] : []))
  const records = hasHeader ? rows.slice(1) : rows
  return {
    format,
    hasHeader,
    header,
    mapping: mapping.map((entry) => ({ ...entry, samples: samplesOf(entry, records) })),
    headerProblems: [...problems, ...(asked.platform ? [] : assumptions(format, mapping))],
    columns: mapping.flatMap(({ index, column, field }) => {
      const known = field === null ? undefined : columnOf(format, field)
      return known ? [{ index, name: column, column: known }] : []
    }),
    dropped,
  }
}

function namesOf(rows: readonly string[][], { format, hasHeader, byPosition }: Kind): string[] {
  if (hasHeader) return rows[0] ?? []
  const order = byPosition ? orderOf(format) : []
  return Array.from({ length: Math.max(1, widthOf(rows)) }, (_, index) => order[index] ?? placeName(index))
}

function mapColumns(
  rows: readonly string[][],
  header: readonly string[],
  { format, hasHeader, byPosition }: Kind,
  { format: named, mapping: given, strict, remembered }: Asked,
): HeaderMapping {
  const blank = hasHeader ? blankColumns(rows, header) : new Set<number>()
  const map = (known: KnownColumns) => {
    const mapped = (byPosition ? mapPositions : mapHeader)(header, format, strict, { ...known, blank })
    return format.spelling === 'exact' ? mapped : withoutDetailsOfNobody(mapped)
  }
  if (given) return map({ given: resolveGiven(given, header) })
  const isRecalled = !named && !strict && remembered?.format === format.id
  const recalled = isRecalled ? soundMapping(remembered.mapping, header.length) : undefined
  return recalled ? mapAsBefore(map, recalled) : map({})
}

/** Only what differs from what the names say is told as remembered. */
function mapAsBefore(map: (known: KnownColumns) => HeaderMapping, recalled: FieldByIndex): HeaderMapping {
  const given: FieldByIndex = new Map()
  for (;;) {
    const mapped = map({ given, how: 'remembered' })
    const different = mapped.mapping.filter(
      ({ index, field }) => recalled.has(index) && !given.has(index) && recalled.get(index) !== field,
    )
    if (different.length === 0) return mapped
    for (const { index } of different) given.set(index, recalled.get(index)!)
  }
}

/** Columns that a spreadsheet leaves at the end: neither a name nor a value in the first records. */
function blankColumns(rows: readonly string[][], header: readonly string[]): Set<number> {
  const last = header.findLastIndex((name) => name !== '' && name !== rejectReason)
  return new Set(
    header.flatMap((name, index) =>
      index > last && name === '' && rows.every((cells) => !cells[index]) ? [index] : [],
    ),
  )
}

const ofUsers = ['userName', 'owner', 'email']

/** A telephone number or a name in a list that names no people belongs to nobody. */
function withoutDetailsOfNobody({ mapping, problems }: HeaderMapping): HeaderMapping {
  if (mapping.some(({ field }) => ofUsers.includes(field ?? ''))) return { mapping, problems }
  const lost = mapping.filter(({ field }) => field !== null && fieldByName(field)?.of === 'user')
  return {
    mapping: mapping.map((entry) =>
      lost.includes(entry) ? { ...entry, field: null, how: 'unknown' } : entry,
    ),
    problems: [
      ...problems.filter(({ column }) => !lost.some((entry) => entry.column === column)),
      ...lost.map(({ column }) => nobodys(column)),
    ],
  }
}

function nobodys(column: string): RowProblem {
  const message = `The column ${column} is about a person, and no column names the user: it is not imported`
  return { column, code: 'column.without-user', severity: 'warning', message }
}

function assumptions({ platformAssumed, defaults }: Format, mapping: readonly ColumnMapping[]): RowProblem[] {
  if (!platformAssumed || mapping.some(({ field }) => field === 'platform')) return []
  const message = `The list does not say which system its devices have: new ones are taken for ${defaults.platform}. Name the platform for the whole file where that is wrong`
  return [{ column: '', code: 'platform.assumed', severity: 'warning', message }]
}

function samplesOf({ index, field, how, column }: ColumnMapping, records: readonly string[][]): string[] {
  if (field === 'code' || how === 'dropped' || namesPassword(column)) return []
  const values = records.map((cells) => (cells[index] ?? '').slice(0, 60)).filter(Boolean)
  return [...new Set(values)].slice(0, 3)
}

function namesNothing(header: readonly string[]) {
  const message = `No column names a device or a user. The columns are ${header.slice(0, 20).join(', ').slice(0, 300)}`
  return mappingRefused([{ pointer: '/mapping', code: 'mapping.names-nothing', message }])
}
