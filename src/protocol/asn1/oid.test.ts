import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Asn1Error } from './asn1-error.ts'
import { decodeOid, encodeOid } from './oid.ts'
import { expectOnly } from '../../../test/support/expect-only.ts'

test.each([
  ['1.2.840.113549.1.7.2', '2a864886f70d010702'],
  ['2.5.4.3', '550403'],
  ['2.999.3', '883703'],
  ['2.16.840.1.113733.1.9.7', '6086480186f845010907'],
])('%s', (text, bytes) => {
  expect(encodeOid(text).toString('hex')).toBe(bytes)
  expect(decodeOid(Buffer.from(bytes, 'hex'))).toBe(text)
})

test.each(['', '1', '3.1', '1.40', '1.2.', '1.2.x', '1.02'])('"%s" is refused', (text) => {
  expect(() => encodeOid(text)).toThrow(Asn1Error)
})

test.each(['', '80', '2a80', '2a8001', '2a86'])('bytes %s are refused', (bytes) => {
  expect(() => decodeOid(Buffer.from(bytes, 'hex'))).toThrow(Asn1Error)
})

test('any text comes back, arcs of a UUID included', () => {
  const arc = fc.bigInt({ min: 0n, max: 2n ** 128n })
  fc.assert(
    fc.property(fc.nat(2), fc.nat(39), fc.array(arc, { maxLength: 5 }), (root, second, rest) => {
      const text = [root, second, ...rest].join('.')
      expect(decodeOid(encodeOid(text))).toBe(text)
    }),
  )
})

test('any bytes come back or are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      const text = expectOnly(Asn1Error, () => decodeOid(bytes))
      if (text !== undefined) expect(encodeOid(text)).toEqual(Buffer.from(bytes))
    }),
  )
})
