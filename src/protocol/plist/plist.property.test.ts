import * as fc from 'fast-check'
import * as oracle from 'plist'
import { expect, test } from 'vitest'
import { buildPlist, parsePlist, PlistError, type PlistValue } from './plist.ts'
import { forbidden } from './xml-text.ts'

const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((s) => !forbidden.test(s))
const date = fc
  .integer({ min: -62_135_596_800, max: 253_402_300_799 })
  .map((seconds) => new Date(seconds * 1000))
const bigInteger = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })
  .filter((n) => !Number.isSafeInteger(Number(n)))
const data = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes))

/** Values of every kind; `extra` are those that the library which we compare with cannot hold. */
const values = (...extra: fc.Arbitrary<PlistValue>[]) =>
  fc.letrec<{ value: PlistValue; array: PlistValue[]; dict: Record<string, PlistValue> }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.integer(),
      fc.boolean(),
      date,
      data,
      ...extra,
      tie('array'),
      tie('dict'),
    ),
    array: fc.array(tie('value'), { maxLength: 6 }),
    dict: fc.dictionary(text, tie('value'), { maxKeys: 6 }),
  })).value

const neverThrowsOtherThanItsOwn = (bytes: Uint8Array | string) => {
  try {
    parsePlist(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(PlistError)
  }
}

test('reads what it wrote', () => {
  fc.assert(
    fc.property(values(fc.double(), bigInteger), (value) => {
      expect(parsePlist(buildPlist(value))).toEqual(value)
    }),
  )
})

test('reads the binary form that the library writes', () => {
  fc.assert(
    fc.property(values(), (value) => {
      const theirs = value as oracle.PlistValue
      expect(parsePlist(oracle.buildBinary(theirs))).toEqual(value)
    }),
  )
})

test('writes what the library reads', () => {
  const printable = fc
    .string({ maxLength: 20 })
    .filter((s) => s.trim() === s && s !== '' && s !== '__proto__')
  const plain = fc.dictionary(
    printable,
    fc.oneof(printable, fc.integer(), fc.boolean(), date, fc.array(printable)),
  )
  fc.assert(
    fc.property(plain, (value) => {
      expect(oracle.parse(buildPlist(value))).toEqual(value)
    }),
  )
})

test('throws nothing but PlistError, whatever the bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), neverThrowsOtherThanItsOwn))
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (s) => neverThrowsOtherThanItsOwn(`<plist>${s}</plist>`)),
  )
})

/** A document with a few bytes replaced, inserted or cut out. */
const damage = fc.array(
  fc.record({ at: fc.nat(), cut: fc.nat({ max: 8 }), insert: fc.uint8Array({ maxLength: 4 }) }),
  { minLength: 1, maxLength: 4 },
)
const damaged = (bytes: Uint8Array, spots: { at: number; cut: number; insert: Uint8Array }[]) =>
  spots.reduce((document, { at, cut, insert }) => {
    const from = at % (document.length + 1)
    return Buffer.concat([document.subarray(0, from), insert, document.subarray(from + cut)])
  }, Buffer.from(bytes))

test('throws nothing but PlistError for damaged documents', () => {
  fc.assert(
    fc.property(values(), damage, (value, spots) => {
      neverThrowsOtherThanItsOwn(damaged(Buffer.from(buildPlist(value)), spots))
      neverThrowsOtherThanItsOwn(damaged(oracle.buildBinary(value as oracle.PlistValue), spots))
    }),
    { numRuns: 500 },
  )
})
