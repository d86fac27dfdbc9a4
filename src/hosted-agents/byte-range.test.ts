import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { byteRange } from './byte-range.ts'

test.each([
  [undefined, 'whole'],
  ['bytes=0-99', { from: 0, to: 99 }],
  ['bytes=10-', { from: 10, to: 99 }],
  ['bytes=90-1000', { from: 90, to: 99 }],
  ['bytes=-10', { from: 90, to: 99 }],
  ['bytes=-1000', { from: 0, to: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=20-10', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=0-1,5-6', 'whole'],
  ['lines=0-1', 'whole'],
])('of 100 bytes, %s is %o', (header, range) => {
  expect(byteRange(header, 100)).toEqual(range)
})

test('a range lies within the file, whatever is asked', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
      ),
      fc.integer({ min: 1, max: 1_000_000 }),
      (header, size) => {
        const range = byteRange(header, size)
        if (typeof range === 'string') return
        expect(range.from).toBeLessThanOrEqual(range.to)
        expect(range.to).toBeLessThan(size)
      },
    ),
  )
})
