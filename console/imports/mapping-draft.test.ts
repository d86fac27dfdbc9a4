import { expect, test } from 'vitest'
import type { ColumnMapping } from '../../src/contract/import.ts'
import { givenBy, isComplete, needsOf, rivalOf, withChoice } from './mapping-draft.ts'

const column = (index: number, field: string | null, how: ColumnMapping['how'] = 'exact'): ColumnMapping => ({
  column: `c${index}`,
  index,
  field,
  how,
  proposal: null,
  samples: [],
})
const [serial, room, note] = [
  column(0, 'serial'),
  column(1, null, 'unknown'),
  column(2, 'description', 'given'),
]
const columns = [serial, room, note]
const none = new Map<number, string | null>()

test('only what somebody chose is sent, with what was chosen before', () => {
  const draft = withChoice(room, none, 'customAttributes.Room ')
  expect(givenBy(columns, draft)).toEqual([
    { index: 1, field: 'customAttributes.Room' },
    { index: 2, field: 'description' },
  ])
})

test('a choice that is taken back is none', () => {
  expect(withChoice(room, withChoice(room, none, 'displayName'), null).size).toBe(0)
})

test('two columns cannot go to one field, and an attribute needs a name', () => {
  const twice = withChoice(room, none, 'serial')
  expect(rivalOf(room, columns, twice)).toBe(serial)
  expect(isComplete(columns, twice)).toBe(false)
  expect(isComplete(columns, withChoice(room, none, 'customAttributes.'))).toBe(false)
  expect(isComplete(columns, none)).toBe(true)
})

test('a list needs a column that names its records', () => {
  expect(needsOf(columns, none).records).toEqual([serial])
  expect(needsOf(columns, withChoice(serial, none, null)).records).toEqual([])
})
