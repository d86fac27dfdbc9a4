import { tWord } from '../texts/t.ts'

const attributePrefix = 'customAttributes.'

export const isAttribute = (field: string): boolean => field.startsWith(attributePrefix)
export const attributeField = (name: string): string => `${attributePrefix}${name}`
export const attributeName = (field: string): string => field.slice(attributePrefix.length)

/** The name of a field for people; a custom attribute has its own. */
export const fieldWord = (field: string): string =>
  isAttribute(field) ? attributeName(field) : tWord('import.field', field)
