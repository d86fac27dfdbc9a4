import { encodeOid } from './oid.ts'
import { contextTag, tags } from './tags.ts'

/** One value from its identifier byte and the parts of its content. */
export function tlv(tag: number, ...parts: Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(length)]), ...parts])
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [0x80 | bytes.length, ...bytes]
}

export const seq = (...members: Uint8Array[]): Buffer => tlv(tags.sequence, ...members)

/** A SET whose members come in the given order. */
export const set = (...members: Uint8Array[]): Buffer => tlv(tags.set, ...members)

/** A SET OF: DER wants its members in the order of their bytes (X.690 11.6). */
export const setOf = (...members: Uint8Array[]): Buffer =>
  tlv(tags.set, ...members.toSorted((a, b) => Buffer.compare(a, b)))

export const octetString = (bytes: Uint8Array): Buffer => tlv(tags.octetString, bytes)
export const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer =>
  tlv(tags.bitString, Buffer.from([unusedBits]), bytes)
export const oid = (text: string): Buffer => tlv(tags.oid, encodeOid(text))
export const nul = (): Buffer => tlv(tags.nul)
export const bool = (value: boolean): Buffer => tlv(tags.boolean, Buffer.from([value ? 0xff : 0]))

/** A non-negative INTEGER, from a number or from big-endian bytes of any length. */
export function integer(value: number | Uint8Array): Buffer {
  const bytes = typeof value === 'number' ? bigEndian(value) : Buffer.from(value)
  const firstDigit = bytes.findIndex((byte) => byte !== 0)
  const digits = firstDigit === -1 ? Buffer.of(0) : bytes.subarray(firstDigit)
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : []
  return tlv(tags.integer, Buffer.from(sign), digits)
}

function bigEndian(value: number): Buffer {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError('An integer must be safe and not negative')
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}

export const utf8String = (text: string): Buffer => tlv(tags.utf8String, Buffer.from(text, 'utf8'))
export const ia5String = (text: string): Buffer => tlv(tags.ia5String, Buffer.from(text, 'latin1'))

/** Characters outside the small set of PrintableString (X.680 41.4) are the caller's mistake. */
export function printableString(text: string): Buffer {
  if (!isPrintable(text)) throw new RangeError('The text has characters that PrintableString does not know')
  return tlv(tags.printableString, Buffer.from(text, 'latin1'))
}

/** The narrowest string type that holds the text: old readers know PrintableString best. */
export const directoryString = (text: string): Buffer =>
  isPrintable(text) ? printableString(text) : utf8String(text)

const isPrintable = (text: string): boolean => /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)

/** To the second, in UTC: UTCTime until 2049, GeneralizedTime from then on (RFC 5280 4.1.2.5). */
export function time(date: Date): Buffer {
  const year = date.getUTCFullYear()
  const digits = `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
  return year >= 1950 && year < 2050
    ? tlv(tags.utcTime, Buffer.from(digits.slice(2)))
    : tlv(tags.generalizedTime, Buffer.from(digits))
}

/** [n] EXPLICIT: the value is wrapped whole. */
export const explicit = (n: number, ...values: Uint8Array[]): Buffer => tlv(contextTag(n), ...values)

/** [n] IMPLICIT: the tag takes the place of the value's own; whether it is constructed stays. */
export function implicit(n: number, value: Uint8Array): Buffer {
  const copy = Buffer.from(value)
  copy[0] = 0x80 | ((copy[0] ?? 0) & 0x20) | n
  return copy
}

/** BER, for those who must imitate Apple: no length in front, an end marker behind. */
export const indefinite = (tag: number, ...parts: Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])])
