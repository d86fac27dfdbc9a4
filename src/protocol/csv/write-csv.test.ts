import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine, guardFormula, unguardFormula } from './write-csv.ts'

test('quotes only what a reader needs quoted', () => {
  expect(csvLine(['plain', 'a,b', 'a"b', 'a\nb', ' a', ''])).toBe('plain,"a,b","a""b","a\nb"," a",\r\n')
})

test('puts an apostrophe before what a spreadsheet would calculate', () => {
  expect(['=1+1', '+49', '-1', '@x', '\tx', '＝1', "'=1", 'x=1', "'x"].map(guardFormula)).toEqual([
    "'=1+1",
    "'+49",
    "'-1",
    "'@x",
    "'\tx",
    "'＝1",
    "''=1",
    'x=1',
    "'x",
  ])
})

test('takes exactly its own apostrophe away again', () => {
  const text = fc.string({ unit: fc.constantFrom("'", '=', '-', 'a', '\t') })
  fc.assert(fc.property(text, (cell) => unguardFormula(guardFormula(cell)) === cell))
})
