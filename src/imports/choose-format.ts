import type { ColumnMapping } from '../contract/import.ts'
import { fieldByName } from './fields.ts'
import type { Format } from './format.ts'
import { formats, generic, orderOf } from './formats.ts'
import { plain, plainKnown } from './header-names.ts'
import { isPlaceName, looksLike } from './list-shape.ts'
import { mapHeader, rejectReason, type KnownColumns } from './map-header.ts'

/** A header as one format understands it. */
export type Reading = { format: Format; mapping: ColumnMapping[] }

export const readHeader = (header: readonly string[], format: Format, known: KnownColumns = {}): Reading => ({
  format,
  mapping: mapHeader(header, format, false, known).mapping,
})

/** Fields that name a record; at least one must be mapped. */
const naming = ['identifier', 'userName', 'owner', 'email', 'hardwareId', 'imei', 'meid', 'serial']
export const namesRecords = (mapping: readonly ColumnMapping[]): boolean =>
  mapping.some(({ field }) => naming.includes(field ?? ''))

/** Whether the header has all columns of one of the lists in `required`. */
export function isComplete({ format, mapping }: Reading): boolean {
  const names = new Set(mapping.flatMap((entry) => knownName(entry, format) ?? []))
  return format.required.some((list) => list.every((name) => names.has(name)))
}

/** The name that the format has for a column of the file. */
function knownName(
  { column, field }: ColumnMapping,
  { columns, ignored, secret }: Format,
): string | undefined {
  if (field !== null) return columns.find((known) => known.field === field)?.name
  const letters = plain(column)
  return [...ignored, ...secret].find((name) => plainKnown(name) === letters)
}

/** The format whose header this is: the one that understands most of it. `generic` only where no other one fits. */
export function formatOfHeader(header: readonly string[]): Format | undefined {
  const general = readHeader(header, generic)
  const specific = formats
    .filter((format) => format !== generic)
    .map((format) => readHeader(header, format))
    .filter((reading) => isComplete(reading) && fitsHeader(reading, general))
    .sort((a, b) => understood(b) - understood(a) || exactness(b) - exactness(a))
  const best = specific.find((reading) => !leavesDevicesUnnamed(reading))
  return (best ?? (isComplete(general) ? general : specific[0]))?.format
}

/** The format that the records of a list without a header look like; the most signs first. */
export const formatOfRecords = (rows: readonly (readonly string[])[]): Format | undefined =>
  formats
    .filter((format) => looksLike(rows, format))
    .sort((a, b) => b.looks!.cells.length - a.looks!.cells.length || share(b) - share(a))[0]

const share = ({ looks }: Format) => looks!.cells.reduce((sum, { share }) => sum + share, 0)

function fitsHeader(reading: Reading, general: Reading): boolean {
  const { format, mapping } = reading
  if (!format.header) return isItsHeader(reading)
  if (format.others === 'attributes' && holdsMoreThanAttributes(mapping, general)) return false
  // A list of which the synonym table understands far more has a few words in common with the format, no more.
  return understood(reading) * 2 >= understood(general)
}

/** Lists that have no header get one in reject files: their columns in their order, and those without a name. */
export function isItsHeader({ format, mapping }: Reading): boolean {
  const order = orderOf(format)
  const names = mapping
    .filter(({ column }) => column !== rejectReason && !isPlaceName(column))
    .map((entry) => knownName(entry, format))
  return names.length > 0 && names.every((name, index) => name !== undefined && name === order[index])
}

/**
 * Where every further column would be an attribute: a list that says the system, or names devices or people, is another one.
 * A full header of the format may have a column for people all the same.
 */
function holdsMoreThanAttributes(mapping: readonly ColumnMapping[], general: Reading): boolean {
  const fields = mapping.flatMap(({ how, index }) =>
    how === 'attribute' ? (general.mapping[index]!.field ?? []) : [],
  )
  const exact = mapping.filter(({ how }) => how === 'exact').length
  return fields.some(
    (field) =>
      field === 'platform' || field === 'identifier' || (exact < 3 && fieldByName(field)?.of === 'user'),
  )
}

/** Hardware numbers without the names of the devices, in a format that finds devices by name, and in other spellings than its own. */
const leavesDevicesUnnamed = ({ format, mapping }: Reading): boolean =>
  format.identify.includes('identifier') &&
  mapping.some(({ how }) => how === 'alias' || how === 'nearest') &&
  !mapping.some(({ field }) => field === 'identifier') &&
  mapping.some(({ field }) => ['imei', 'meid', 'serial'].includes(field ?? ''))

/** Columns that the format knows. What would be an attribute anyway is not understood. */
const understood = ({ format, mapping }: Reading): number =>
  mapping.filter(
    ({ column, how }) =>
      how !== 'unknown' &&
      column !== rejectReason &&
      !(how === 'attribute' && format.others === 'attributes'),
  ).length

const worth: Partial<Record<ColumnMapping['how'], number>> = { exact: 3, ignored: 3, alias: 2, nearest: 1 }
const exactness = ({ mapping }: Reading): number =>
  mapping.reduce((sum, { how }) => sum + (worth[how] ?? 0), 0)
