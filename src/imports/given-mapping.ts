import type { GivenMapping } from '../contract/import.ts'
import { Problem } from '../platform/problem.ts'
import { fieldByName } from './fields.ts'
import { namesPassword } from './header-names.ts'

/** A mapping by index: null: the column is not to be imported. */
export type FieldByIndex = Map<number, string | null>

type Fault = { pointer: string; code: string; message: string }

/** The mapping that somebody made by hand (H20). What cannot be meant is refused, all of it at once. */
export function resolveGiven(given: GivenMapping, header: readonly string[]): FieldByIndex {
  const result: FieldByIndex = new Map()
  const faults = given.flatMap((entry, place): Fault[] => {
    const fault = addEntry(entry, header, result)
    return fault ? [{ pointer: `/mapping/${place}`, ...fault }] : []
  })
  if (faults.length > 0) throw mappingRefused(faults)
  return result
}

export const mappingRefused = (errors: Fault[]): Problem =>
  new Problem('import.mapping-refused', { detail: errors.map(({ message }) => message).join('; '), errors })

function addEntry(
  { column, index, field }: GivenMapping[number],
  header: readonly string[],
  result: FieldByIndex,
): Omit<Fault, 'pointer'> | undefined {
  const at = index ?? header.indexOf(column?.trim() ?? '')
  const name = header[at]
  if (name === undefined || (column !== undefined && column.trim() !== name))
    return { code: 'column.unknown', message: `The file has no column ${column ?? `number ${at + 1}`}` }
  const label = name || `number ${at + 1}`
  if (result.has(at)) return { code: 'column.duplicate', message: `The column ${label} is mapped twice` }
  if (field === null) return void result.set(at, null)
  const known = fieldByName(field)
  if (!known) return { code: 'field.unknown', message: `There is no field ${field} for the column ${label}` }
  if ([...result.values()].includes(known.field))
    return { code: 'field.duplicate', message: `Two columns are mapped to ${known.field}` }
  if (namesPassword(name))
    return { code: 'column.dropped', message: `The column ${label} holds passwords and cannot be imported` }
  return void result.set(at, known.field)
}

/** A mapping of an earlier file with the same header; undefined when it is no longer sound. */
export function soundMapping(
  remembered: readonly { index: number; field: string | null }[],
  width: number,
): FieldByIndex | undefined {
  const fields = remembered.flatMap(({ field }) => field ?? [])
  const isSound = fields.every((field) => fieldByName(field)) && new Set(fields).size === fields.length
  if (!isSound) return undefined
  return new Map(remembered.filter(({ index }) => index < width).map(({ index, field }) => [index, field]))
}
