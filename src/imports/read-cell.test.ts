import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CellKind } from './format.ts'
import { hardwareKind, readCell, type CellRules } from './read-cell.ts'

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
  ['imei', '3569380356438', 'cell.zeros-lost'],
  ['imei', '12', 'imei.invalid'],
  ['imei', '35-693803-564380-9', '356938035643809'],
  ['imei', '356938/03/564380/9', '356938035643809'],
  ['imei', '356938035643809/01', '356938035643809'],
  ['imei', '３５６９３８０３５６４３８０９', '356938035643809'],
  ['imei', '\u200E356938035643809\u200B', '356938035643809'],
  ['imei', '="356938035643809"', '356938035643809'],
  ['imei', '3.56938E+14', 'cell.spreadsheet-number'],
  ['imei', '3,56938E+14', 'cell.spreadsheet-number'],
  ['imei', '3.56938035643809E+014', 'cell.spreadsheet-number'],
  ['imei', '356938035643809.0', 'cell.spreadsheet-number'],
  ['imei', '12345600123454', 'cell.zeros-lost'],
  ['imei', '12345600123455', '12345600123455'],
  ['imei', '012345600123454', '012345600123454'],
  ['identifier', '1.23E12', 'cell.spreadsheet-number'],
  ['identifier', '123E4', '123E4'],
  ['identifier', '3. Nov', 'cell.spreadsheet-date'],
  ['identifier', '03-nov', 'cell.spreadsheet-date'],
  ['identifier', '3-Mrz', 'cell.spreadsheet-date'],
  ['identifier', 'Mai 24', 'cell.spreadsheet-date'],
  ['identifier', '03-févr', 'cell.spreadsheet-date'],
  ['identifier', 'ene-24', 'cell.spreadsheet-date'],
  ['identifier', '11月3日', 'cell.spreadsheet-date'],
  ['identifier', '2024年11月', 'cell.spreadsheet-date'],
  ['identifier', 'Mars-01', 'Mars-01'],
  ['identifier', '#NV', 'cell.spreadsheet-error'],
  ['identifier', 'Err:502', 'cell.spreadsheet-error'],
  ['text', '#BEZUG!', 'cell.spreadsheet-error'],
  ['text', '#NOM?', 'cell.spreadsheet-error'],
  ['text', '#########', 'cell.spreadsheet-error'],
  ['text', '#WOW!', '#WOW!'],
  ['text', '3.56938E+14', '3.56938E+14'],
  ['text', 'Gr\uFFFDn', ['Gr\uFFFDn', 'text.lost-letters']],
  ['text', 'GrÃ¼n', ['GrÃ¼n', 'text.garbled']],
  ['text', 'Ana\u00E2\u20AC\u2122s', ['Ana\u00E2\u20AC\u2122s', 'text.garbled']],
  ['text', 'S\u00C3O PAULO', 'S\u00C3O PAULO'],
  ['text', 'a\u0007', ['a\u0007', 'text.control-characters']],
  ['long-text', 'one\ntwo\tthree', 'one\ntwo\tthree'],
  ['imei', '000000000000000', ['000000000000000', 'imei.placeholder']],
  ['serial', '89652900000000000000', 'cell.spreadsheet-number'],
  ['serial', '1234567890123450', ['1234567890123450', 'serial.rounded']],
  ['serial', '1234567890123456', '1234567890123456'],
  ['serial', 'C02XK1ZLJGH5\u00A0', 'C02XK1ZLJGH5'],
  ['serial', '\u202EC02XK1ZLJGH5', 'C02XK1ZLJGH5'],
  ['meid', '293608736500703710', 'AF0123450ABCDE'],
  ['meid', '429496729612345678', 'meid.invalid'],
  ['meid', '29360873650070371', 'cell.zeros-lost'],
  ['mac', '1122334455', 'cell.zeros-lost'],
  ['mac', '1.12233E+11', 'cell.spreadsheet-number'],
  ['mac', 'A4:83:E7:00:00:01', 'a4:83:e7:00:00:01'],
  ['mac', 'A483E7000001', 'a4:83:e7:00:00:01'],
  ['mac', 'A4 83 E7 00 00 01', 'a4:83:e7:00:00:01'],
  ['udid', 'b4e1c3d2a5f60718293a4b5c6d7e8f901234567', 'cell.zeros-lost'],
  ['udid', '8130-001A2B3C4D5E6F70', 'cell.zeros-lost'],
  ['phone', '4.91701E+11', 'cell.spreadsheet-number'],
  ['hardware-id', '35 693803 564380 9', '356938035643809'],
  ['hardware-id', '356938035643808', ['356938035643808', 'imei.check-digit']],
  ['hardware-id', '293608736500703710', 'AF0123450ABCDE'],
  ['hardware-id', 'a1000049d0a8f9', 'A1000049D0A8F9'],
  ['hardware-id', ' r58n12abcde', 'R58N12ABCDE'],
  ['hardware-id', '123456789012345678', '123456789012345678'],
  ['hardware-id', '12345600123455', '12345600123455'],
  ['hardware-id', '12345600123454', ['12345600123454', 'imei.zero-doubt']],
  ['hardware-id', '3.56938E+14', 'cell.spreadsheet-number'],
  ['owner', 'ana', 'ana'],
  ['owner', 'ana@School.Example', 'ana@School.Example'],
  ['owner', 'ana@', 'owner.invalid'],
  ['ownership', 'Corporate', 'corporate'],
  ['ownership', 'mine', 'ownership.invalid'],
  ['attribute', 'x'.repeat(1000), 'x'.repeat(1000)],
  ['short-text', 'x'.repeat(101), 'text.too-long'],
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
  'attribute',
  'code',
  'days',
  'dep-method',
  'email',
  'hardware-id',
  'identifier',
  'imei',
  'long-text',
  'mac',
  'meid',
  'name',
  'names',
  'owner',
  'ownership',
  'phone',
  'platform',
  'serial',
  'short-text',
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

test('tells hardware numbers apart by their stored form', () => {
  expect(
    ['356938035643809', '35693803564380', '3569380356438012', 'AF0123450ABCDE', '12345678901234'].map(
      hardwareKind,
    ),
  ).toEqual(['imei', 'imei', 'imei', 'meid', 'serial'])
  expect(['R58N12ABCDE', '1A2B3C4D5E6F70', '123456789012345678'].map(hardwareKind)).toEqual([
    'serial',
    'serial',
    'serial',
  ])
})

test('splits names at the separator of the format, and always at "|"', () => {
  const names = (cell: string, separator?: string) =>
    readCell('names', cell, separator === undefined ? rules : { ...rules, separator })
  expect(names('b; a|c', ';')).toEqual({ value: 'a|b|c' })
  expect(names('b; a|c')).toEqual({ value: 'b; a|c' })
})

test('reads the spellings of a product as what they mean here, in any letter case', () => {
  const values = { 'mobile device': 'ios', computer: 'macos', unknown: '' }
  const platform = (cell: string) => readCell('platform', cell, rules, values)
  expect(platform(' Mobile Device ')).toEqual({ value: 'ios' })
  expect(platform('COMPUTER')).toEqual({ value: 'macos' })
  expect(platform('Unknown')).toEqual({ value: null })
  expect(platform('android')).toEqual({ value: 'android' })
})

test('no message repeats a code', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 5 }), (code) => {
      const reading = readCell('code', code, { ...rules, minimumCodeLength: 50 })
      return !JSON.stringify(reading).includes(JSON.stringify(code).slice(1, -1)) || 'value' in reading
    }),
  )
})
