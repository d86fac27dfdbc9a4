import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepIdentifier } from '../protocol/csv/write-csv.ts'
import type { Column } from './format.ts'
import { formatById } from './formats.ts'
import { readRow, type RowReader } from './read-row.ts'

const readerOf = (...names: string[]): RowReader => ({
  columns: names.map((name, index) => ({
    index,
    name,
    column: formatById('bizmobile').columns.find((column) => column.name === name)!,
  })),
  dropped: [],
  attributes: [],
  defaults: {},
  clears: undefined,
  shortIsFine: false,
  blank: 'clears',
  deriving: { names: false, identify: ['identifier'], domain: '', usersOnly: false },
  width: names.length,
  rules: { strict: false, minimumCodeLength: 1, tenantDomain: '' },
})

test('a blank cell clears, a missing one is absent', () => {
  const reader = readerOf('Identifier', 'Serial', 'Description')
  expect(readRow({ line: 2, cells: ['a1', ''] }, reader)).toMatchObject({
    fields: { identifier: 'a1', serial: null },
    problems: [{ code: 'row.short', severity: 'warning' }],
  })
  expect(readRow({ line: 2, cells: ['a1', ''] }, reader).fields).not.toHaveProperty('description')
})

test('a longer row is refused unless its surplus is blank', () => {
  const reader = readerOf('Identifier', 'OS')
  expect(readRow({ line: 2, cells: ['a1', 'ios', '', ' '] }, reader)).toMatchObject({
    cells: ['a1', 'ios'],
    problems: [],
  })
  expect(readRow({ line: 2, cells: ['a1', 'ios', 'x'] }, reader).problems).toMatchObject([
    { code: 'row.too-long', severity: 'error' },
  ])
})

test('takes the code out of the cells, also one that is refused', () => {
  const reader = readerOf('Identifier', 'Code')
  expect(readRow({ line: 2, cells: ['a1', '48213377'] }, reader)).toMatchObject({
    cells: ['a1', ''],
    code: '48213377',
    fields: { identifier: 'a1' },
  })
  expect(readRow({ line: 2, cells: ['a1', 'not a code'] }, reader)).toMatchObject({
    cells: ['a1', ''],
    code: 'not a code',
    problems: [{ column: 'Code', code: 'code.invalid' }],
  })
})

test('names every wrong cell of a row', () => {
  const reader = readerOf('Identifier', 'OS', 'IMEI')
  const { problems, fields } = readRow({ line: 9, cells: ['two words', 'symbian', '1'] }, reader)
  expect(problems.map(({ column, code }) => [column, code])).toEqual([
    ['Identifier', 'identifier.invalid'],
    ['OS', 'os.invalid'],
    ['IMEI', 'imei.invalid'],
  ])
  expect(fields).toEqual({})
})

test('whatever a custom attribute is, written as an inventory it is read back and not taken for the mark that clears', () => {
  const column = { name: 'Room', field: 'customAttributes.Room', kind: 'attribute' } as unknown as Column
  const attributes = {
    ...readerOf(),
    blank: 'keeps' as const,
    columns: [{ index: 0, name: 'Room', column }],
    width: 1,
    clears: '-',
  }
  const valueOf = (cell: string) =>
    readRow({ line: 2, cells: [cell] }, attributes).fields['customAttributes.Room']
  const text = fc.string({ maxLength: 20, unit: fc.constantFrom('-', "'", '=', '"', 'a', '0', '+') })
  fc.assert(
    fc.property(
      text.filter((value) => value !== ''),
      (value) => {
        expect(valueOf(keepIdentifier(value))).toBe(value)
      },
    ),
  )
  expect([valueOf('-'), valueOf(' - '), valueOf('')]).toEqual([null, null, undefined])
})
