import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { createSecrets, SecretError } from './secrets.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const place = 'device.code:0190'

test('what is sealed opens in its place and nowhere else, and looks different each time', () => {
  const secrets = createSecrets([oldKey])
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), fc.string(), (plain, here, elsewhere) => {
      const sealed = secrets.seal(here, plain)
      expect(secrets.open(here, sealed)).toEqual(Buffer.from(plain))
      expect(secrets.seal(here, plain).equals(sealed)).toBe(false)
      if (here !== elsewhere) expect(() => secrets.open(elsewhere, sealed)).toThrow(SecretError)
    }),
  )
  expect(secrets.openText(place, secrets.seal(place, 'grüße'))).toBe('grüße')
})

test('one changed bit anywhere, or a missing end, is noticed', () => {
  const secrets = createSecrets([oldKey])
  const sealed = secrets.seal(place, 'a server token')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const copy = Buffer.from(sealed)
    copy[bit >> 3]! ^= 1 << (bit & 7)
    expect(() => secrets.open(place, copy)).toThrow(SecretError)
  }
  for (let length = 0; length < sealed.length; length++)
    expect(() => secrets.open(place, sealed.subarray(0, length))).toThrow(SecretError)
})

test('whatever bytes come, only its own error is thrown, and it holds nothing of the value', () => {
  const secrets = createSecrets([oldKey])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expectOnly(SecretError, () => secrets.open(place, bytes))
    }),
  )
})

test('after a change of keys the old values open and new ones are sealed with the new key', () => {
  const before = createSecrets([oldKey]).seal(place, 'old')
  const both = createSecrets([newKey, oldKey])
  expect(both.openText(place, before)).toBe('old')
  const after = both.seal(place, 'new')
  expect(createSecrets([newKey]).openText(place, after)).toBe('new')
  expect(() => createSecrets([newKey]).open(place, before)).toThrow('MUSTER_SECRET_KEY')
  expect(() => createSecrets([oldKey]).open(place, after)).toThrow('MUSTER_SECRET_KEY')
})

test('a key of another length is refused', () => {
  expect(() => createSecrets([randomBytes(16)])).toThrow(SecretError)
  expect(() => createSecrets([newKey, randomBytes(31)])).toThrow(SecretError)
  expect(() => createSecrets([])).toThrow(SecretError)
})
