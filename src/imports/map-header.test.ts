import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatById, formats } from './formats.ts'
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

const placed = (id: string, header: string[], strict = false) =>
  mapHeader(header, formatById(id), strict).mapping.map(({ field, how, proposal }) => [field, how, proposal])

test('a guess never takes what another column names', () => {
  expect(placed('bizmobile', ['Serail', 'SerialNumber'])).toEqual([
    [null, 'unknown', null],
    ['serial', 'alias', 'Serial'],
  ])
  expect(placed('generic', ['Serail Number', 'S/N'])).toEqual([
    [null, 'unknown', null],
    ['serial', 'alias', 'Serial Number'],
  ])
})

test('numbers in names are not near to each other', () => {
  expect(placed('generic', ['IMEI 2', 'IMEI 3', 'Serial Numbr'])).toEqual([
    ['imei2', 'exact', null],
    [null, 'unknown', null],
    ['serial', 'nearest', 'Serial Number'],
  ])
})

test('case, blanks and accents do not count in the lists of other products, and strict takes aliases too', () => {
  for (const strict of [false, true]) {
    const header = ['serial_number', 'NUMÉRO IMEI', 'modele']
    expect(placed('generic', header, strict).map(([field]) => field)).toEqual(['serial', 'imei', 'model'])
    expect(mapHeader(header, formatById('generic'), strict).problems).toEqual([])
  }
  expect(placed('generic', ['Serial Numbr'], true)).toEqual([[null, 'unknown', 'Serial Number']])
})

test('BizMobile knows its names in its own spelling only', () => {
  expect(placed('bizmobile', ['username', 'identifier'])).toEqual([
    ['userName', 'alias', 'UserName'],
    ['identifier', 'alias', 'Identifier'],
  ])
  expect(mapHeader(['identifier'], formatById('bizmobile'), true).problems).toEqual([
    {
      column: 'identifier',
      code: 'column.alias',
      severity: 'error',
      message: 'Unknown column identifier, did you mean Identifier?',
    },
  ])
})

test('further columns are attributes where the format says so, by prefix or all', () => {
  const long = 'x'.repeat(101)
  expect(placed('android-bulk', ['IMEI', 'Shelf', '__proto__', long, ''])).toEqual([
    ['imei', 'exact', null],
    ['customAttributes.Shelf', 'attribute', null],
    ['customAttributes.__proto__', 'attribute', null],
    [null, 'unknown', null],
    [null, 'unknown', null],
  ])
  expect(placed('jamf-preload', ['Serial Number', 'EA Shelf', 'ea Room', 'EA ', 'Shelf'])).toEqual([
    ['serial', 'exact', null],
    ['customAttributes.Shelf', 'attribute', null],
    ['customAttributes.Room', 'attribute', null],
    [null, 'unknown', null],
    [null, 'unknown', null],
  ])
  expect(placed('octave', ['TAG.site', 'METADATA.site'])).toEqual([
    ['customAttributes.site', 'attribute', null],
    [null, 'unknown', null],
  ])
})

test('strict refuses a password column that the format does not have', () => {
  const severities = (id: string) =>
    mapHeader(['Password'], formatById(id), true).problems.map(({ severity }) => severity)
  expect(severities('knox-bulk')).toEqual(['warning'])
  expect(severities('bizmobile')).toEqual(['error'])
})

test('no two columns of one file go to the same field', () => {
  const names = formats.flatMap(({ columns }) => columns.flatMap(({ name, aliases }) => [name, ...aliases]))
  const header = fc.array(fc.oneof(fc.constantFrom(...names), fc.string()), { maxLength: 12 })
  fc.assert(
    fc.property(header, fc.constantFrom(...formats), fc.boolean(), (header, format, strict) => {
      const { mapping, problems } = mapHeader(header, format, strict)
      const used = mapping.flatMap(({ field }) => field ?? [])
      const told = new Set(problems.map(({ column }) => column))
      const quiet = new Set(['exact', 'alias', 'attribute', 'ignored'])
      return (
        new Set(used).size === used.length &&
        mapping.every(({ column, how }) => quiet.has(how) || told.has(column))
      )
    }),
  )
})
