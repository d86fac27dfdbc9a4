import type { ColumnMapping, RowProblem } from '../contract/import.ts'
import type { Column, Format } from './format.ts'

export type HeaderMapping = { mapping: ColumnMapping[]; problems: RowProblem[] }

/**
 * Where each column of the file goes: by its exact name, an alias, or the nearest name that nothing else in the file has (S1).
 * Nothing is dropped in silence. In strict mode (B16) only exact names count and everything else is an error.
 */
export function mapHeader(header: readonly string[], format: Format, strict: boolean): HeaderMapping {
  const names = header.map((name) => name.trim())
  const exact = new Set(names)
  const free = format.columns.filter(({ name }) => !exact.has(name))
  const taken = new Set<string>()
  const problems: RowProblem[] = []
  const mapping = names.map((column, index): ColumnMapping => {
    if (column === rejectReason)
      return { column, index, field: null, how: 'ignored', proposal: null, samples: [] }
    const found = recognize(column, format, free, taken)
    if (found) taken.add(found.column.field)
    const proposal = found && found.how !== 'exact' ? found.column.name : null
    const used = found && (!strict || found.how === 'exact') ? found : undefined
    problems.push(...problemsOf({ column, index, names, found, strict }))
    return {
      column,
      index,
      field: used ? used.column.field : null,
      how: used ? used.how : 'unknown',
      proposal,
      samples: [],
    }
  })
  return { mapping, problems }
}

/** The column that a reject file has beside its own; a corrected one is uploaded with it. */
export const rejectReason = 'RejectReason'

type Found = { column: Column; how: 'exact' | 'alias' | 'nearest' }

function recognize(
  name: string,
  format: Format,
  free: readonly Column[],
  taken: ReadonlySet<string>,
): Found | undefined {
  const exact = format.columns.find((column) => column.name === name)
  if (exact) return { column: exact, how: 'exact' }
  const open = free.filter(({ field }) => !taken.has(field))
  const alias = open.find(({ aliases }) => aliases.some((alias) => plain(alias) === plain(name)))
  if (alias) return { column: alias, how: 'alias' }
  const nearest = nearestColumn(name, open)
  return nearest && { column: nearest, how: 'nearest' }
}

/** The one column within reach; two that are equally near are none. */
function nearestColumn(name: string, columns: readonly Column[]): Column | undefined {
  const ranked = columns
    .map((column) => ({ column, distance: editDistance(plain(name), plain(column.name)) }))
    .filter(({ column, distance }) => distance <= reach(column.name))
    .sort((a, b) => a.distance - b.distance)
  const [first, second] = ranked
  return first && first.distance !== second?.distance ? first.column : undefined
}

/** Short names are near to many words: "OS" and "ID" differ in two letters. */
const reach = ({ length }: string) => (length >= 6 ? 2 : length === 5 ? 1 : 0)

const plain = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[\s_*.-]/g, '')
    .toLowerCase()

/** Insertions, deletions, replacements and swaps of neighbors (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return 99
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, before[j - 2]! + 1)
      row.push(best)
    }
    before = previous
    previous = row
  }
  return previous[b.length]!
}

type Judged = {
  column: string
  index: number
  names: readonly string[]
  found: Found | undefined
  strict: boolean
}

function problemsOf({ column, index, names, found, strict }: Judged): RowProblem[] {
  const severity = strict ? 'error' : 'warning'
  const first = names.indexOf(column)
  if (column && first < index) {
    const message = `The column ${column} is there twice (columns ${first + 1} and ${index + 1}): remove or rename one`
    return [{ column, code: 'column.duplicate', severity: 'error', message }]
  }
  if (!found) return unknownColumn(column, index, severity)
  if (found.how === 'exact') return []
  const { name } = found.column
  const message = strict
    ? `Unknown column ${column}, did you mean ${name}?`
    : `The column ${column} is not known and is read as ${name}`
  return [{ column, code: `column.${found.how}`, severity, message }]
}

function unknownColumn(column: string, index: number, severity: RowProblem['severity']): RowProblem[] {
  const label = column || `number ${index + 1} (without a name)`
  const message = `Unknown column ${label}: it is not imported`
  return [{ column, code: 'column.unknown', severity, message }]
}
