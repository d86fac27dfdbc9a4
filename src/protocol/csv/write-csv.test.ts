import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine, guardFormula, isConstantText, keepIdentifier, unguardFormula } from './write-csv.ts'

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

const changedBySpreadsheets = [
  '356938035643809',
  '123456789012',
  '007',
  '12E3456',
  '1e5',
  '3.56E+14',
  'MAR12',
  'Mar-12',
  'sept1',
  '12-Mar-2026',
  '3 MAI',
  '1-2',
  '3/4',
  '2026-01-02',
  '2026-01-02T10:30',
  '1.10',
  '12:30',
  '1,000',
  '50%',
  '$5',
  '(5)',
  '-5',
  '+49 170',
  '5 pm',
  'true',
  '#N/A',
  '#DIV/0!',
  '#WERT!',
  '####',
  'Err:502',
]

test.each(changedBySpreadsheets)('keeps %s from a spreadsheet', (text) => {
  expect(keepIdentifier(text)).toBe(`="${text}"`)
})

test.each([
  '0',
  '42',
  '12345678901',
  'apple001',
  'C02XK1ZLJGH5',
  'MARTIN',
  'ipad-12',
  'a4:83:e7:00:00:01',
  '# 1',
])('leaves %s as it is', (text) => {
  expect(keepIdentifier(text)).toBe(text)
})

const cell = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom("'", '=', '-', 'a', '\t', '"', '1', '0', 'E', '/', '+') }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...changedBySpreadsheets, '="1"', '\'="1"', '="a""b"', '=""', '＝1'),
)

test('takes exactly its own guards away again', () => {
  fc.assert(
    fc.property(cell, (text) => {
      expect(unguardFormula(guardFormula(text))).toBe(text)
      expect(unguardFormula(keepIdentifier(text))).toBe(text)
    }),
    { numRuns: 2000 },
  )
})

test('writes no formula but a constant text', () => {
  const startsFormula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/
  fc.assert(
    fc.property(cell, (text) => {
      expect(guardFormula(text)).not.toMatch(startsFormula)
      const kept = keepIdentifier(text)
      if (startsFormula.test(kept)) expect([isConstantText(kept), kept]).toEqual([true, `="${text}"`])
    }),
    { numRuns: 2000 },
  )
})

test('reads a text that a spreadsheet protected', () => {
  expect(['="007"', '="say ""hi"""', '=""', '="a"&"b"', "'=1", "'a"].map(unguardFormula)).toEqual([
    '007',
    'say "hi"',
    '',
    '="a"&"b"',
    '=1',
    "'a",
  ])
})
