import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CellKind } from './format.ts'
import { readCell, type CellRules } from './read-cell.ts'

const rules: CellRules = { strict: false, minimumCodeLength: 4, tenantDomain: 'school.example' }
const strict = { ...rules, strict: true }

const read = (kind: CellKind, cell: string, with_ = rules) => {
  const reading = readCell(kind, cell, with_)
  if ('error' in reading) return reading.error.code
  return reading.warning ? [reading.value, reading.warning.code] : reading.value
}

test.each<[CellKind, string, unknown]>([
  ['text', '  hello ', 'hello'],
  ['text', ' ', null],
  ['text', 'x'.repeat(201), 'text.too-long'],
  ['text', "'=1+1", '=1+1'],
  ['text', '2024-11-03', '2024-11-03'],
  ['text', '#N/A', 'cell.spreadsheet-error'],
  ['identifier', 'APPLE-01_a.b', 'APPLE-01_a.b'],
  ['identifier', 'ＡＰＰＬＥ０１', 'APPLE01'],
  ['identifier', 'x'.repeat(21), 'identifier.invalid'],
  ['identifier', 'two words', 'identifier.invalid'],
  ['identifier', '2024-11-03', 'cell.spreadsheet-date'],
  ['identifier', '3-Nov', 'cell.spreadsheet-date'],
  ['serial', ' c02xk1zljgh5 ', 'C02XK1ZLJGH5'],
  ['serial', 'C02X K1ZL JGH5', ['C02XK1ZLJGH5', 'serial.blanks']],
  ['serial', 'AAABBBCCCDDD', ['AAABBBCCCDDD', 'serial.placeholder']],
  ['serial', 'ABC', ['ABC', 'serial.implausible']],
  ['serial', '8.96529E+19', 'cell.spreadsheet-number'],
  ['serial', 'é'.repeat(3), 'serial.invalid'],
  ['imei', '35 693803 564380 9', '356938035643809'],
  ['imei', '35693803564380', '35693803564380'],
  ['imei', '356938035643808', ['356938035643808', 'imei.check-digit']],
  ['imei', '3569380356438', 'imei.invalid'],
  ['imei', '3.56938E+14', 'cell.spreadsheet-number'],
  ['meid', 'a0000012 3456ff', 'A00000123456FF'],
  ['meid', '123', 'meid.invalid'],
  ['mac', 'A4-83-E7-00-00-01', 'a4:83:e7:00:00:01'],
  ['mac', 'a483.e700.0001', 'a4:83:e7:00:00:01'],
  ['mac', 'a483', 'wifi-mac.invalid'],
  ['udid', '00008130-001A2B3C4D5E6F70', '00008130-001A2B3C4D5E6F70'],
  ['udid', 'no blanks', 'udid.invalid'],
  ['email', 'ana@example.com', 'ana@example.com'],
  ['email', 'ana at example', 'email.invalid'],
  ['user-name', 'ana', 'ana'],
  ['user-name', 'ana@School.Example', 'user-name.with-domain'],
  ['user-name', 'ana@other.example', 'ana@other.example'],
  ['names', 'b | a|a|', 'a|b'],
  ['names', '|', null],
  ['days', '10', '10'],
  ['days', '0', 'expiration-days.invalid'],
  ['days', '366', 'expiration-days.invalid'],
  ['days', '20151130', 'expiration-days.invalid'],
  ['platform', 'iOS', 'ios'],
  ['platform', 'Android', 'android'],
  ['platform', 'symbian', 'os.invalid'],
  ['dep-method', 'Key Code', 'Keycode'],
  ['dep-method', 'key_code', 'Keycode'],
  ['dep-method', 'SERIAL', 'Serial'],
  ['dep-method', 'both', 'dep-method.invalid'],
  ['code', '48213377', '48213377'],
  ['code', '1234', ['1234', 'code.weak']],
  ['code', '11111111', ['11111111', 'code.weak']],
  ['code', '123', 'code.too-short'],
  ['code', 'with blank', 'code.invalid'],
])('reads %s %j as %j', (kind, cell, wanted) => {
  expect(read(kind, cell)).toEqual(wanted)
})

test.each<[CellKind, string, unknown]>([
  ['platform', 'ios', 'ios'],
  ['platform', 'iOS', 'os.invalid'],
  ['dep-method', 'Keycode', 'Keycode'],
  ['dep-method', 'Key Code', 'dep-method.invalid'],
])('in strict mode reads %s %j as %j', (kind, cell, wanted) => {
  expect(read(kind, cell, strict)).toEqual(wanted)
})

const kinds: CellKind[] = [
  'code',
  'days',
  'dep-method',
  'email',
  'identifier',
  'imei',
  'long-text',
  'mac',
  'meid',
  'name',
  'names',
  'platform',
  'serial',
  'text',
  'udid',
  'user-name',
]

test('takes what was kept from a spreadsheet as it stands', () => {
  expect(readCell('serial', '="MAR-12"', rules)).toMatchObject({ value: 'MAR-12' })
  expect(readCell('serial', 'MAR-12', rules)).toMatchObject({ error: { code: 'cell.spreadsheet-date' } })
  expect(readCell('text', '="#N/A"', rules)).toEqual({ value: '#N/A' })
  expect(readCell('user-name', 'ﾃｽﾄ', rules)).toEqual({ value: 'ﾃｽﾄ' })
  expect(readCell('text', 'constructor', rules)).toEqual({ value: 'constructor' })
})

test('reads what it stores as the same again, and never throws', () => {
  const cells = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('0', '1', 'A', 'f', ':', '-', '|', ' ', '@', '.', "'", '=') }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...kinds), cells, (kind, cell) => {
      const first = readCell(kind, cell, { ...rules, tenantDomain: '' })
      if ('error' in first || first.value === null || /^'*[=+\-@]/.test(first.value)) return true
      const second = readCell(kind, first.value, { ...rules, tenantDomain: '' })
      return 'value' in second && second.value === first.value
    }),
    { numRuns: 2000 },
  )
})

test('no message repeats a code', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 5 }), (code) => {
      const reading = readCell('code', code, { ...rules, minimumCodeLength: 50 })
      return !JSON.stringify(reading).includes(JSON.stringify(code).slice(1, -1)) || 'value' in reading
    }),
  )
})
