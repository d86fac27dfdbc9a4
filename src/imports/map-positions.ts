import type { ColumnMapping, RowProblem } from '../contract/import.ts'
import type { Format } from './format.ts'
import { orderOf } from './formats.ts'
import { rejectReason, unknownColumn, type HeaderMapping, type KnownColumns } from './map-header.ts'

/** Where each column of a list without a header goes: where somebody said, otherwise by its position. */
export function mapPositions(
  header: readonly string[],
  format: Format,
  strict: boolean,
  { given = new Map(), how = 'given' }: KnownColumns = {},
): HeaderMapping {
  const order = orderOf(format)
  const taken = new Set(given.values())
  const problems: RowProblem[] = []
  const mapping = header.map((column, index): ColumnMapping => {
    const entry = { column, index, proposal: null, samples: [] }
    if (column === rejectReason) return { ...entry, field: null, how: 'ignored' }
    const chosen = given.get(index)
    if (chosen !== undefined) return { ...entry, field: chosen, how }
    const place = placeOf(order[index] ?? '', format)
    if (place && (place.field === null || !taken.has(place.field))) return { ...entry, ...place }
    problems.push(...unknownColumn(column, index, strict ? 'error' : 'warning'))
    return { ...entry, field: null, how: 'unknown' }
  })
  return { mapping, problems }
}

type Place = Pick<ColumnMapping, 'field' | 'how'>

function placeOf(name: string, { columns, ignored, secret }: Format): Place | undefined {
  const column = columns.find((column) => column.name === name)
  if (column) return { field: column.field, how: 'position' }
  if (secret.includes(name)) return { field: null, how: 'dropped' }
  return ignored.includes(name) ? { field: null, how: 'ignored' } : undefined
}
