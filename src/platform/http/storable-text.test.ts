import { expect, test } from 'vitest'
import { findUnstorable } from './storable-text.ts'

test('finds text that the database cannot hold, wherever it is', () => {
  expect(findUnstorable({ a: 'ä 𝄞', b: [1, null, true, { c: 'x' }] })).toBe(undefined)
  expect(findUnstorable({ a: ['x', 'y\0'] })).toBe('/a/1')
  expect(findUnstorable({ 'a/b': { c: '\ud800' } })).toBe('/a~1b/c')
  expect(findUnstorable({ a: { 'k\0': 1 } })).toBe('/a')
})

test('is not impressed by depth', () => {
  const depth = 200_000
  expect(findUnstorable(JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`))).toBe(undefined)
})
