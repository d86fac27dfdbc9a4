import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountName } from './first-account.ts'

test.each([
  ['Ana.Lopez@school.example', 'ana.lopez'],
  ['Zoë', 'zoe'],
  ['123ana', 'ana'],
  ['山田', ''],
  ['x'.repeat(40), 'x'.repeat(31)],
])('%s is %s', (userName, expected) => {
  expect(accountName(userName)).toBe(expected)
})

test('whatever a user is called, the name is one that macOS takes, or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(accountName(name)).toMatch(/^([a-z][a-z0-9._-]{0,30})?$/)
    }),
  )
})
