import { expect, test } from 'vitest'
import { readMapping } from './register-import-commands.ts'

test.each([
  ['Serial Number=serial', { column: 'Serial Number', field: 'serial' }],
  [' a = b =customAttributes.a', { column: 'a = b', field: 'customAttributes.a' }],
  ['Notes=', { column: 'Notes', field: null }],
  ['#3=serial', { index: 2, field: 'serial' }],
  ['#1=', { index: 0, field: null }],
  ['#0=serial', { column: '#0', field: 'serial' }],
])('reads --map "%s"', (text, entry) => {
  expect(readMapping(text, [{ column: 'x', field: null }])).toEqual([{ column: 'x', field: null }, entry])
})

test.each(['serial', '=serial', ' =', ''])('refuses --map "%s"', (text) => {
  expect(() => readMapping(text)).toThrow('Column=field')
})
