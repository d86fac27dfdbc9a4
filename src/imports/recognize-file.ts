import type { ColumnMapping, RowProblem } from '../contract/import.ts'
import { Problem } from '../platform/problem.ts'
import type { Format } from './format.ts'
import { formatById, formats } from './formats.ts'
import { mapHeader } from './map-header.ts'
import type { MappedColumn } from './read-row.ts'

export type RecognizedFile = {
  format: Format
  mapping: ColumnMapping[]
  headerProblems: RowProblem[]
  columns: MappedColumn[]
  hasHeader: boolean
  header: string[]
  /** Columns with passwords. */
  dropped: number[]
}

/** What names a record; a header without any of them is another list. */
const keyFields = ['identifier', 'userName']

/** Finds the format of a header, or takes the one asked for, and maps its columns. Errors of the header refuse the file. */
export function recognizeFile(
  header: readonly string[],
  asked: string | undefined,
  strict: boolean,
): RecognizedFile {
  const candidates = (asked ? [formatById(asked)] : formats).map((format) => ({
    format,
    ...mapHeader(header, format, strict),
  }))
  const known = candidates.filter(({ mapping }) =>
    mapping.some(({ field }) => keyFields.includes(field ?? '')),
  )
  const [best] = known.sort((a, b) => mappedCount(b) - mappedCount(a))
  if (!best)
    throw new Problem('import.format-unknown', {
      detail: `No column of the header names devices or users (${header.slice(0, 5).join(', ').slice(0, 200)} ...). The first line must be the header`,
    })
  refuseHeader(best.problems)
  const { format, mapping, problems } = best
  return {
    format,
    mapping,
    headerProblems: problems,
    columns: columnsOf(format, mapping),
    hasHeader: true,
    header: [...header],
    dropped: [],
  }
}

const mappedCount = ({ mapping }: { mapping: ColumnMapping[] }) =>
  mapping.filter(({ field }) => field !== null).length

function refuseHeader(problems: readonly RowProblem[]): void {
  const errors = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ column, code, message }) => ({ pointer: `/header/${column}`, code, message }))
  if (errors.length === 0) return
  const detail = errors.map(({ message }) => message).join('; ')
  throw new Problem('import.header-refused', { detail, errors, headerProblems: problems })
}

const columnsOf = (format: Format, mapping: readonly ColumnMapping[]): MappedColumn[] =>
  mapping.flatMap(({ index, column, field }) => {
    const known = format.columns.find((column) => column.field === field)
    return known ? [{ index, name: column, column: known }] : []
  })
