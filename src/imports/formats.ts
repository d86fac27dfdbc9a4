import { csvLine } from '../protocol/csv/write-csv.ts'
import { Problem } from '../platform/problem.ts'
import { bizmobile } from './bizmobile-format.ts'
import type { Format } from './format.ts'

export const formats: readonly Format[] = [bizmobile]

export function formatById(id: string): Format {
  const format = formats.find((format) => format.id === id)
  if (format) return format
  const known = formats.map(({ id }) => id).join(', ')
  throw new Problem('import.format-unknown', { detail: `There is no format "${id}". Known are: ${known}` })
}

/** The sample file: the header and rows that import cleanly as they are. */
export function sampleCsv({ columns, sample }: Format): string {
  const rows = sample.map((row) => columns.map(({ name }) => row[name] ?? ''))
  return [columns.map(({ name }) => name), ...rows].map((cells) => csvLine(cells)).join('')
}
