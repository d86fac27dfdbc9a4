import { assert, option, property, record, string } from 'fast-check'
import { expect, test } from 'vitest'
import { deviceRow, type DeviceRow } from './device-row.ts'
import { textOf } from './store-listed.ts'

const rowOf = (more: Partial<DeviceRow>): DeviceRow => ({
  ...deviceRow({ serial_number: 'S1' }, { isListing: true }),
  ...more,
})

const word = option(string({ minLength: 1 }))

test('two rows of one text say the same', () => {
  const row = record({ model: word, description: word, color: word, asset_tag: word }).map(rowOf)
  assert(
    property(row, row, (a, b) => {
      const text = textOf(a)
      if (text !== undefined && text === textOf(b)) expect(a).toEqual(b)
    }),
  )
})

test('a text that holds the separator has no text to compare', () => {
  expect(textOf(rowOf({ model: 'a\u001fb' }))).toBeUndefined()
})

test('facts are written as PostgreSQL writes them', () => {
  const facts = { isReplacement: false, imei: ['1', '2'], eid: 'x"y' }
  expect(textOf(rowOf({ facts }))).toContain('{"eid": "x\\"y", "imei": ["1", "2"], "isReplacement": false}')
})
