import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bitString,
  bool,
  directoryString,
  explicit,
  implicit,
  integer,
  octetString,
  printableString,
  seq,
  setOf,
  time,
} from './der.ts'
import { readAsn1 } from './asn1.ts'
import { textOf } from './read-values.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('integers are minimal and never negative', () => {
  expect(hex(integer(0))).toBe('020100')
  expect(hex(integer(127))).toBe('02017f')
  expect(hex(integer(128))).toBe('02020080')
  expect(hex(integer(65_537))).toBe('0203010001')
  expect(hex(integer(Buffer.from([0, 0, 0xff])))).toBe('020200ff')
  expect(hex(integer(Buffer.alloc(3)))).toBe('020100')
  expect(() => integer(-1)).toThrow(RangeError)
})

test('lengths take the short form while they can', () => {
  expect(hex(octetString(Buffer.alloc(127))).slice(0, 4)).toBe('047f')
  expect(hex(octetString(Buffer.alloc(128))).slice(0, 6)).toBe('048180')
  expect(hex(octetString(Buffer.alloc(65_536))).slice(0, 10)).toBe('0483010000')
})

test('a SET OF is sorted by its bytes', () => {
  expect(hex(setOf(integer(3), integer(1), bool(true)))).toBe('31090101ff020101020103')
})

test('times before 2050 have two digits for the year', () => {
  expect(time(new Date('2049-12-31T23:59:59.999Z')).toString('latin1')).toBe('\x17\x0d491231235959Z')
  expect(time(new Date('2050-01-01T00:00:00Z')).toString('latin1')).toBe('\x18\x0f20500101000000Z')
})

test('tags', () => {
  expect(hex(explicit(0, integer(1)))).toBe('a003020101')
  expect(hex(implicit(0, octetString(Buffer.of(1))))).toBe('800101')
  expect(hex(implicit(3, seq(integer(1))))).toBe('a303020101')
  expect(hex(bitString(Buffer.of(0xa0), 5))).toBe('030205a0')
})

test('texts take the narrowest type', () => {
  expect(directoryString('Muster (1)')[0]).toBe(0x13)
  expect(directoryString('Müller')[0]).toBe(0x0c)
  expect(() => printableString('a@b')).toThrow(RangeError)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(textOf(readAsn1(directoryString(text)))).toBe(text)
    }),
  )
})
