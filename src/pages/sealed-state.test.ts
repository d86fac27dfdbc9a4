import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createSecrets } from '../platform/secrets/secrets.ts'
import { sealedStates } from './sealed-state.ts'

const secrets = createSecrets([randomBytes(32)])
const states = sealedStates(secrets, 'test', z.object({ serial: z.string() }))
const now = new Date('2026-03-01T12:00:00Z')
const later = new Date(now.getTime() + 60_000)
const token = states.seal({ serial: 'C02' }, later)

test('comes back as it went, until its time is over', () => {
  expect(states.open(token, now)).toEqual({ ok: true, value: { serial: 'C02' } })
  expect(states.open(token, later)).toEqual({ ok: false, reason: 'expired', value: { serial: 'C02' } })
  expect(token).not.toContain('C02')
})

test('is worth nothing when any character was changed', () => {
  fc.assert(
    fc.property(fc.nat(token.length - 2), fc.constantFrom('A', 'z', '0', '9', '-', '_'), (at, character) => {
      fc.pre(token[at] !== character)
      expect(states.open(token.slice(0, at) + character + token.slice(at + 1), now)).toEqual({
        ok: false,
        reason: 'damaged',
      })
    }),
  )
})

test.each([
  ['nothing', undefined],
  ['an empty text', ''],
  ['half of it', token.slice(0, 40)],
  ['another alphabet', 'a b+c/'],
  ['a long text', 'A'.repeat(100_000)],
  ['that of another purpose', sealedStates(secrets, 'other', z.unknown()).seal({ serial: 'C02' }, later)],
  [
    'that of another installation',
    sealedStates(createSecrets([randomBytes(32)]), 'test', z.unknown()).seal({}, later),
  ],
  ['another shape', sealedStates(secrets, 'test', z.unknown()).seal({ udid: 1 }, later)],
])('%s is damaged', (_what, given) => {
  expect(states.open(given, now)).toEqual({ ok: false, reason: 'damaged' })
})

test('any text is read without an error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !states.open(text, now).ok))
})
