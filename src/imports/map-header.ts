import type { ColumnMapping, RowProblem } from '../contract/import.ts'
import { attributeField, fieldByName } from './fields.ts'
import type { Column, Format } from './format.ts'
import { namesPassword, nearest, plain, plainKnown } from './header-names.ts'
export { editDistance } from './header-names.ts'

export type HeaderMapping = { mapping: ColumnMapping[]; problems: RowProblem[] }

/** What is known of the columns beside their names. */
export type KnownColumns = {
  /** By index: the field that somebody chose; null: not to be imported. */
  given?: ReadonlyMap<number, string | null>
  how?: 'given' | 'remembered'
  /** Columns without a name and without a value at the end: a spreadsheet's work. */
  blank?: ReadonlySet<number>
}

/**
 * Where each column of the file goes: where somebody said, by its exact name, an alias, or the nearest name that nothing else in the
 * file has (S1). Nothing is dropped in silence. In strict mode (B16) only known names count and everything else is an error.
 */
export function mapHeader(
  header: readonly string[],
  format: Format,
  strict: boolean,
  known: KnownColumns = {},
): HeaderMapping {
  const names = header.map((name) => name.trim())
  const places = placeColumns(names, format, known)
  const problems = names.flatMap((_, index) => problemsOf({ index, names, places, format, strict }))
  const mapping = names.map((column, index): ColumnMapping => {
    const place = places[index]!
    const { field, how } = strict && isGuess(place, format) ? unplaced : place
    return { column, index, field, how, proposal: place.proposal, samples: [] }
  })
  return { mapping, problems }
}

/** The column that a reject file has beside its own; a corrected one is uploaded with it. */
export const rejectReason = 'RejectReason'

type Place = Pick<ColumnMapping, 'field' | 'how' | 'proposal'>
type Finder = (name: string, open: readonly Column[], format: Format) => Place | undefined

const at = (how: ColumnMapping['how'], field: string | null = null): Place => ({ field, how, proposal: null })
const unplaced = at('unknown')
const proposed = (how: 'alias' | 'nearest', { field, name }: Column): Place => ({
  field,
  how,
  proposal: name,
})

/** The better way of recognizing goes first over all names, so that a guess never takes what another column names. */
function placeColumns(names: readonly string[], format: Format, known: KnownColumns): Place[] {
  const places = names.map((name, index) => settledPlace(name, index, known))
  const taken = new Set(places.flatMap((place) => place?.field ?? []))
  for (const find of finders)
    names.forEach((name, index) => {
      if (places[index] || name === '') return
      const open = format.columns.filter(({ field }) => !taken.has(field))
      const place = find(name, open, format)
      if (!place || (place.field !== null && taken.has(place.field))) return
      places[index] = place
      if (place.field !== null) taken.add(place.field)
    })
  return places.map((place) => place ?? unplaced)
}

function settledPlace(name: string, index: number, { given, how, blank }: KnownColumns): Place | undefined {
  if (name === rejectReason || blank?.has(index)) return at('ignored')
  const field = given?.get(index)
  if (field === undefined) return undefined
  return field === null && namesPassword(name) ? at('dropped') : at(how ?? 'given', field)
}

function isListed(list: readonly string[], name: string): boolean {
  const letters = plain(name)
  return list.some((entry) => plainKnown(entry) === letters)
}

const finders: Finder[] = [
  function byName(name, open, { spelling }) {
    const letters = plain(name)
    const column = open.find((column) =>
      spelling === 'exact' ? column.name === name : plainKnown(column.name) === letters,
    )
    return column && at('exact', column.field)
  },
  function withoutField(name, _, { ignored, secret }) {
    if (isListed(ignored, name)) return at('ignored')
    return isListed(secret, name) || namesPassword(name) ? at('dropped') : undefined
  },
  function byPrefix(name, _, { attributePrefixes }) {
    const prefix = attributePrefixes.find((prefix) => name.toLowerCase().startsWith(prefix.toLowerCase()))
    return prefix === undefined ? undefined : asAttribute(name.slice(prefix.length))
  },
  function byAlias(name, open) {
    const column = open.find(
      (column) => isListed(column.aliases, name) || column.name.toLowerCase() === name.toLowerCase(),
    )
    return column && proposed('alias', column)
  },
  function byNearness(name, open) {
    const column = nearest(name, open)
    return column && proposed('nearest', column)
  },
  (name, _, { others }) => (others === 'attributes' ? asAttribute(name) : undefined),
]

function asAttribute(name: string): Place | undefined {
  const field = fieldByName(attributeField(name.trim()))
  return field && at('attribute', field.field)
}

/** A spelling that strict mode refuses. Where upper and lower case do not count, the aliases are names as good as any. */
const isGuess = ({ how }: Place, { spelling }: Format) =>
  how === 'nearest' || (how === 'alias' && spelling === 'exact')

type Judged = {
  index: number
  names: readonly string[]
  places: readonly Place[]
  format: Format
  strict: boolean
}

function problemsOf({ index, names, places, format, strict }: Judged): RowProblem[] {
  const severity = strict ? 'error' : 'warning'
  const column = names[index]!
  const place = places[index]!
  const first = names.indexOf(column)
  if (column && first < index) {
    const message = `The column ${column} is there twice (columns ${first + 1} and ${index + 1}): remove or rename one`
    return [{ column, code: 'column.duplicate', severity: 'error', message }]
  }
  if (place.how === 'unknown') return unknownColumn(column, index, severity)
  if (place.how === 'dropped') return droppedColumn(column, strict && !isListed(format.secret, column))
  if (!isGuess(place, format)) return []
  const message = strict
    ? `Unknown column ${column}, did you mean ${place.proposal}?`
    : `The column ${column} is not known and is read as ${place.proposal}`
  return [{ column, code: `column.${place.how}`, severity, message }]
}

export function unknownColumn(column: string, index: number, severity: RowProblem['severity']): RowProblem[] {
  const label = column || `number ${index + 1} (without a name)`
  const message = `Unknown column ${label}: it is not imported`
  return [{ column, code: 'column.unknown', severity, message }]
}

function droppedColumn(column: string, isError: boolean): RowProblem[] {
  const message = `The column ${column} holds passwords: it is not imported, and nothing of it is kept`
  return [{ column, code: 'column.dropped', severity: isError ? 'error' : 'warning', message }]
}
