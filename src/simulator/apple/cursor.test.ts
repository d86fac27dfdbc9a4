import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { readCursor, writeCursor } from './cursor.ts'

const key = Buffer.alloc(32, 1)
const number = fc.nat({ max: 2 ** 31 - 1 })
const cursors = fc.record({
  listing: number,
  offset: number,
  event: number,
  issuedAt: number,
  serial: number,
})

test('what is written can be read, and fits the column of the strictest client', () => {
  fc.assert(
    fc.property(cursors, (cursor) => {
      const text = writeCursor(key, cursor)
      expect(text.length).toBeLessThanOrEqual(128)
      expect(readCursor(key, text)).toEqual(cursor)
    }),
  )
})

test('nothing else is a cursor', () => {
  fc.assert(fc.property(fc.string(), (text) => readCursor(key, text) === undefined))
})

test('a cursor of another server is not one of ours', () => {
  const text = writeCursor(key, { listing: 1, offset: 2, event: 3, issuedAt: 4, serial: 5 })
  expect(readCursor(Buffer.alloc(32, 2), text)).toBeUndefined()
})
