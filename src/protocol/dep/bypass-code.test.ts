import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bypassCode } from './bypass-code.ts'

test('the code and the hash of apple-dep.md 3.7', () => {
  expect(bypassCode(Buffer.from('1ea841db5edfafe6075b5ae0d845d254', 'hex'))).toEqual({
    code: '3UM43-PUYVY-QYD1-UVCC-HEHJ-FKA4',
    hash: '6ab40d5eabe7218ec04182f461005600c7e3426bddd82cdb405bde9a1e0014b5',
  })
})

test('every code is legible, and another one for other bytes', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const { code } = bypassCode(a)
      expect(code).toMatch(
        /^[0-9AC-HJ-NP-RT-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}[0-7]$/,
      )
      expect(code === bypassCode(b).code).toBe(Buffer.compare(a, b) === 0)
    }),
    { numRuns: 20 },
  )
  expect(() => bypassCode(new Uint8Array(15))).toThrow(RangeError)
})
