import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  Asn1Error,
  indefinite,
  integer,
  nul,
  octetString,
  readAsn1,
  seq,
  setOf,
  tlv,
  utf8String,
} from './asn1.ts'
import { octets } from './read-values.ts'
import { expectOnly } from '../../../test/support/expect-only.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('reading', () => {
  test('keeps tag, content and raw bytes', () => {
    const node = readAsn1(hex('30 05 02 01 07 05 00'))
    expect(node.tag).toBe(0x30)
    expect(node.content).toEqual(hex('02 01 07 05 00'))
    expect(node.children.map(({ raw }) => raw)).toEqual([hex('02 01 07'), hex('05 00')])
  })

  test('takes indefinite lengths within each other, and long forms of short lengths', () => {
    const node = readAsn1(hex('30 80 30 80 04 81 01 aa 00 00 05 00 00 00'))
    expect(node.content).toEqual(hex('30 80 04 81 01 aa 00 00 05 00'))
    expect(node.children[0]?.children[0]?.content).toEqual(hex('aa'))
    expect(node.children[1]?.tag).toBe(0x05)
  })

  test('joins an OCTET STRING in pieces of pieces', () => {
    const node = readAsn1(hex('24 80 04 02 01 02 24 04 04 02 03 04 24 80 04 01 05 00 00 00 00'))
    expect(octets(node)).toEqual(hex('01 02 03 04 05'))
  })

  test('refuses a piece of another type', () => {
    expect(() => octets(readAsn1(hex('24 03 02 01 01')))).toThrow(Asn1Error)
  })

  test.each([
    ['nothing at all', ''],
    ['a lonely tag', '30'],
    ['content that is cut off', '04 05 01 02'],
    ['a length that is cut off', '04 84 01'],
    ['a length of five bytes', '04 85 00 00 00 00 01 aa'],
    ['a reserved length', '04 ff 00'],
    ['a member beyond the end of its parent', '30 03 04 05 01 02 03 04 05'],
    ['a primitive value without a length', '04 80 00 00'],
    ['an indefinite length without its end', '30 80 05 00'],
    ['an end marker in a value of known length', '30 02 00 00'],
    ['an end marker with a length', '30 80 00 01 00 00 00'],
    ['a high tag number', '1f 81 01 00'],
    ['trailing bytes', '05 00 00'],
  ])('refuses %s', (_, text) => {
    expect(() => readAsn1(hex(text))).toThrow(Asn1Error)
  })

  test('ignores trailing bytes where that is wanted', () => {
    expect(readAsn1(hex('05 00 0a'), { trailing: 'ignore' }).raw).toEqual(hex('05 00'))
  })

  test('refuses deep nesting of either kind, huge lengths and too many parts without working through them', () => {
    const nested = Array.from({ length: 40 }).reduce<Buffer>((inner) => seq(inner), nul())
    expect(() => readAsn1(nested)).toThrow('nested too deeply')
    expect(() => readAsn1(Buffer.alloc(1_000_000, '3080', 'hex'))).toThrow('nested too deeply')
    expect(() => readAsn1(hex('04 84 ff ff ff ff 00'))).toThrow('cut off')
    expect(() => readAsn1(seq(Buffer.alloc(100_000, '0500', 'hex')))).toThrow('too many parts')
    expect(() => readAsn1(octetString(Buffer.alloc(100)), { maxBytes: 99 })).toThrow('too long')
  })
})

describe('for any bytes', () => {
  test('reading throws nothing but its own error', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (bytes) => void expectOnly(Asn1Error, () => readAsn1(bytes)),
      ),
    )
  })

  test('reading gives back what was written', () => {
    const value = fc.letrec<{ value: Buffer }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.uint8Array({ maxLength: 300 }).map(octetString),
        fc.string().map(utf8String),
        fc.nat().map(integer),
        fc.array(tie('value'), { maxLength: 4 }).map((members) => seq(...members)),
        fc.array(tie('value'), { maxLength: 4 }).map((members) => setOf(...members)),
        fc.array(tie('value'), { maxLength: 4 }).map((members) => indefinite(0x30, ...members)),
      ),
    })).value
    fc.assert(
      fc.property(value, (bytes) => {
        expect(readAsn1(bytes).raw).toEqual(bytes)
      }),
    )
  })

  test('an OCTET STRING reads the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.boolean(), (pieces, open) => {
        const written = pieces.map(octetString)
        const whole = open ? indefinite(0x24, ...written) : tlv(0x24, ...written)
        expect(octets(readAsn1(whole))).toEqual(Buffer.concat(pieces))
      }),
    )
  })
})
