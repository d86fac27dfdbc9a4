import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answers } from './answers.ts'
import { admit } from './admit.ts'
import type { Candidate } from './decision.ts'
import { candidate, factsOf, now } from './testing.ts'

const outside = candidate({ depMethod: null, source: 'csv', serial: null })
const code = (given: string): Answers => ({
  page: 'good',
  termsAccepted: false,
  credential: { kind: 'code', key: outside.identifier, code: given },
})

const arrive = (record: Candidate | null, answers?: Answers, rightCode = false) =>
  admit(
    { channel: 'link', claimed: {}, verified: false, answers, link: { deviceId: record?.id ?? null } },
    { ...factsOf(record ? [record] : []), withGivenCode: rightCode && record ? [record.id] : [] },
    now,
  )

test('a device outside of DEP proves itself by key and code, unless its record says that its user signs in', () => {
  expect(arrive(outside)).toMatchObject({ outcome: 'challenge', reason: 'code-needed' })
  expect(arrive(outside, code('1'))).toMatchObject({ outcome: 'challenge', reason: 'wrong-code' })
  expect(arrive(outside, code('1'), true)).toMatchObject({ outcome: 'admit', authentication: 'keycode' })
  const login = { ...outside, authentication: 'login' as const }
  expect(arrive(login)).toMatchObject({ outcome: 'challenge', reason: 'login-needed' })
  expect(arrive(login, code('1'), true)).toMatchObject({ outcome: 'challenge', reason: 'login-needed' })
})

test('the link that was sent to a person is the proof for a device that they brought themselves', () => {
  const own = { ...outside, source: 'self' as const }
  expect(arrive(own)).toMatchObject({ outcome: 'admit', authentication: 'none' })
})

test('a link opens nothing for devices of DEP, withdrawn and expired records, and nobody', () => {
  expect(arrive({ ...outside, depMethod: 'Keycode' }, code('1'), true).reason).toBe('wrong-channel')
  expect(arrive({ ...outside, source: 'dep' }, code('1'), true).reason).toBe('wrong-channel')
  expect(arrive({ ...outside, status: 'withdrawn' }, code('1'), true).reason).toBe('withdrawn')
  const over = { ...outside, expiresAt: '2026-02-28T00:00:00.000Z' }
  expect(arrive(over, code('1'), true).reason).toBe('expired')
  expect(arrive(null)).toMatchObject({ outcome: 'refuse', reason: 'unknown-device' })
})

test('without a link, the channel says nothing about the record', () => {
  const decision = admit(
    { channel: 'link', claimed: { serial: 'F2LX0000TEST' }, verified: true },
    factsOf([outside]),
    now,
  )
  expect(decision).toMatchObject({ outcome: 'refuse', reason: 'wrong-channel' })
})

test('no link admits a withdrawn record or one of DEP, or a record of an administrator without a proof', () => {
  const record = fc.record({
    status: fc.constantFrom('enrolling', 'enrolled', 'withdrawn', 'expired'),
    depMethod: fc.constantFrom('Serial', 'Keycode', null),
    source: fc.constantFrom('csv', 'dep', 'manual', 'self'),
    authentication: fc.constantFrom('none', 'login', 'keycode'),
  })
  fc.assert(
    fc.property(record, fc.boolean(), fc.boolean(), (different, given, right) => {
      const one = candidate(different)
      const { outcome } = arrive(one, given ? code('1') : undefined, given && right)
      if (outcome !== 'admit') return
      expect(one.status).not.toBe('withdrawn')
      expect(one.depMethod).toBeNull()
      expect(one.source).not.toBe('dep')
      if (one.source !== 'self') expect(given && right).toBe(true)
    }),
  )
})

test('a device that is on record as another one enrolls by no link', () => {
  const show = (bearers: Candidate[], record = outside) =>
    admit(
      {
        channel: 'link',
        claimed: { serial: 'F2LX0000TEST' },
        verified: false,
        link: { deviceId: record.id },
      },
      { ...factsOf([record]), bearers },
      now,
    ).reason
  const other = candidate({ id: '01900000-0000-7000-8000-000000000002', identifier: 'OTHER' })
  expect(show([])).toBe('code-needed')
  expect(show([other])).toBe('ambiguous-device')
  expect(show([{ ...other, depMethod: 'Keycode' }])).toBe('code-needed')
  expect(show([{ ...other, status: 'withdrawn' }])).toBe('withdrawn')
  const named = { ...outside, serial: 'F2LX0000TEST' }
  expect(show([{ ...other, status: 'withdrawn' }], named)).toBe('code-needed')
})
