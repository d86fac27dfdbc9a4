import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatById } from './formats.ts'
import { editDistance, mapHeader } from './map-header.ts'

const mapped = (...header: string[]) =>
  mapHeader(header, formatById('bizmobile'), false).mapping.map(({ field, how }) => [field, how])

test('knows its own names exactly', () => {
  const header = formatById('bizmobile').columns.map(({ name }) => name)
  const { mapping, problems } = mapHeader(header, formatById('bizmobile'), true)
  expect(mapping.map(({ field }) => field)).toEqual(formatById('bizmobile').columns.map(({ field }) => field))
  expect(problems).toEqual([])
})

test('takes the nearest name that nothing else in the file has', () => {
  expect(mapped('DisplayNam', 'DEPMethode', 'user_name', 'Serail', 'e-mail')).toEqual([
    ['displayName', 'nearest'],
    ['depMethod', 'nearest'],
    ['userName', 'nearest'],
    ['serial', 'nearest'],
    ['email', 'alias'],
  ])
  expect(mapped('Serial', 'Serail')).toEqual([
    ['serial', 'exact'],
    [null, 'unknown'],
  ])
})

test('does not stretch short names to others', () => {
  expect(mapped('ID', 'Mode', 'IMEIs', 'Nam')).toEqual([
    [null, 'unknown'],
    [null, 'unknown'],
    [null, 'unknown'],
    [null, 'unknown'],
  ])
})

test('never drops a column in silence', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), fc.boolean(), (header, strict) => {
      const { mapping, problems } = mapHeader(header, formatById('bizmobile'), strict)
      const told = new Set(problems.map(({ column }) => column))
      return mapping.every(({ column, how }) => how === 'exact' || told.has(column))
    }),
  )
})

test('refuses a name that is there twice', () => {
  const { problems } = mapHeader(['Identifier', 'OS', 'Identifier'], formatById('bizmobile'), false)
  expect(problems).toEqual([
    {
      column: 'Identifier',
      code: 'column.duplicate',
      severity: 'error',
      message: 'The column Identifier is there twice (columns 1 and 3): remove or rename one',
    },
  ])
})

test('an edit distance is a metric', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b)
      return (distance === 0) === (a === b) && distance === editDistance(b, a)
    }),
  )
})
