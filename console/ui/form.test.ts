import { expect, test } from 'vitest'
import { NewDevice } from '../../src/contract/device.ts'
import { changesOf, emptyToNull, fieldOf, validateWith, withoutEmpty } from './form.ts'

test('names the first problem of each field', () => {
  const validate = validateWith(NewDevice, (values: object) => values)
  expect(validate({ identifier: 'a b', platform: 'ios', wifiMac: 'xyz' })).toEqual({
    identifier: 'may contain letters, digits, "." "-" "_"',
    wifiMac: 'must have 12 hexadecimal digits',
  })
  expect(validate({ identifier: 'PAD-1', platform: 'ios' })).toEqual({})
})

test('finds the field that a JSON pointer names', () => {
  expect(fieldOf('/claimed/serial')).toBe('claimed.serial')
  expect(fieldOf('#/a~1b/c~0d')).toBe('a/b.c~d')
})

test('empty inputs are null in a change and left out of something new', () => {
  const values = { name: ' ', days: 0, tags: [], on: false, user: null }
  expect(emptyToNull(values)).toEqual({ name: null, days: 0, tags: [], on: false, user: null })
  expect(withoutEmpty(values)).toEqual({ days: 0, tags: [], on: false })
})

test('a change says nothing about what stayed the same', () => {
  expect(changesOf({ a: 1, tags: ['x'] }, { a: 2, tags: ['x'] })).toEqual({ a: 2 })
})
