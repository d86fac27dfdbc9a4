import type { ColumnMapping, GivenMapping } from '../../src/contract/import.ts'
import { attributeName, isAttribute } from './field-words.ts'

/** What a person chose for columns, by their position; the others stay as they were found. */
export type MappingDraft = ReadonlyMap<number, string | null>

export const fieldOf = ({ index, field }: ColumnMapping, draft: MappingDraft): string | null => {
  const chosen = draft.get(index)
  return chosen === undefined ? field : chosen
}

export function withChoice(mapping: ColumnMapping, draft: MappingDraft, field: string | null): MappingDraft {
  const next = new Map(draft)
  if (field === mapping.field) next.delete(mapping.index)
  else next.set(mapping.index, field)
  return next
}

/** The other column of the file that goes where this one goes, if there is one: two values for one field would be a guess. */
export function rivalOf(
  mapping: ColumnMapping,
  mappings: readonly ColumnMapping[],
  draft: MappingDraft,
): ColumnMapping | undefined {
  const field = fieldOf(mapping, draft)
  if (field === null) return undefined
  return mappings.find((other) => other.index !== mapping.index && fieldOf(other, draft) === field)
}

/** An attribute whose name has not been typed yet. */
export const isUnfinished = (field: string | null): boolean =>
  field !== null && isAttribute(field) && attributeName(field).trim() === ''

export const isComplete = (mappings: readonly ColumnMapping[], draft: MappingDraft): boolean =>
  mappings.every(
    (mapping) => !isUnfinished(fieldOf(mapping, draft)) && rivalOf(mapping, mappings, draft) === undefined,
  )

/** Every column that is somebody's choice: those of now, and those that were given before. */
export const givenBy = (mappings: readonly ColumnMapping[], draft: MappingDraft): GivenMapping =>
  mappings
    .filter(({ index, how }) => draft.has(index) || how === 'given')
    .map((mapping) => ({ index: mapping.index, field: fieldOf(mapping, draft)?.trim() ?? null }))

/** Any of them names a record; a list without one cannot be imported. */
const namesDevice = ['identifier', 'serial', 'imei', 'imei2', 'meid', 'udid', 'hardwareId']
const namesUser = ['userName', 'owner', 'email']

/** The columns that say which device or user a row is about, and whether there is one for the platform. */
export function needsOf(mappings: readonly ColumnMapping[], draft: MappingDraft) {
  const going = (fields: string[]) =>
    mappings.filter((mapping) => fields.includes(fieldOf(mapping, draft) ?? ''))
  return {
    records: going([...namesDevice, ...namesUser]),
    devices: going(namesDevice),
    platform: going(['platform']),
  }
}
