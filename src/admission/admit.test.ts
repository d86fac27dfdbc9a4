import { expect, test } from 'vitest'
import { admit } from './admit.ts'
import { arrivalOf, candidate, factsOf, now } from './testing.ts'

const decide = (record: Parameters<typeof candidate>[0], claimed = {}, settings = {}) =>
  admit(
    arrivalOf({ serial: 'F2LX0000TEST', product: 'iPhone16,2', ...claimed }),
    factsOf([candidate(record)], settings),
    now,
  )

test('admits a pre-enrolled device with its user', () => {
  const decision = decide({ user: { id: 'u', userName: 'ana' } })
  expect(decision).toMatchObject({ outcome: 'admit', reason: 'admitted', user: { userName: 'ana' } })
  expect(decision.summary).toBe('DEV01 is admitted for ana.')
  expect(decision.steps.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
    'channel pass',
    'identity pass',
    'page pass',
    'known pass',
    'withdrawn pass',
    'association pass',
    'unique pass',
    'platform pass',
    'expiry pass',
    'restrictions pass',
    'terms pass',
    'authentication pass',
    'ownership pass',
  ])
})

test('admits a device without a user', () => {
  expect(decide({})).toMatchObject({ outcome: 'admit', summary: 'DEV01 is admitted; no user is assigned.' })
})

test('admits a record that the DEP sync made', () => {
  expect(decide({ source: 'dep', depMethod: null })).toMatchObject({ outcome: 'admit' })
})

test.each([
  ['is not verified', {}, { verified: false }, 'identity-unverified'],
  ['comes another way', {}, { channel: 'link' as const }, 'wrong-channel'],
])('refuses an arrival that %s', (_what, record, arrival, reason) => {
  const decision = admit(
    { ...arrivalOf({ serial: 'F2LX0000TEST' }), ...arrival },
    factsOf([candidate(record)]),
    now,
  )
  expect(decision).toMatchObject({ outcome: 'refuse', reason })
})

test.each([
  ['withdrawn', { status: 'withdrawn' as const }],
  ['expired', { expiresAt: '2026-03-01T11:59:59.000Z' }],
  ['expired', { expiresAt: '2026-03-01T12:00:00.000Z' }],
  ['expired', { status: 'expired' as const, expiresAt: '2026-02-01T00:00:00.000Z' }],
  ['wrong-channel', { depMethod: null }],
  ['wrong-platform', { platform: 'macos' as const }],
  ['wrong-platform', { platform: 'android' as const }],
  ['wrong-platform', { platform: 'ipados' as const }],
  ['restriction-failed', { imei: '350000000000001' }],
  ['restriction-failed', { udid: 'ANOTHER' }],
])('refuses with %s and names the record', (reason, record) => {
  const decision = decide(record, { udid: '00008110-1', imei: '356789012345678' })
  expect(decision).toMatchObject({ outcome: 'refuse', reason, device: { identifier: 'DEV01' } })
})

test.each([
  ['code-needed', { depMethod: 'Keycode' as const }],
  ['code-needed', { authentication: 'keycode' as const }],
  ['login-needed', { authentication: 'login' as const }],
])('challenges with %s', (reason, record) => {
  expect(decide(record)).toMatchObject({ outcome: 'challenge', reason })
})

test('lets an enrolled device in again after its expiry', () => {
  expect(decide({ status: 'enrolled', expiresAt: '2025-01-01T00:00:00.000Z' })).toMatchObject({
    outcome: 'admit',
  })
})

test('does not look at the expiry when it is not enforced', () => {
  const decision = decide({ expiresAt: '2025-01-01T00:00:00.000Z' }, {}, { checkInExpiryEnforced: false })
  expect(decision).toMatchObject({ outcome: 'admit' })
  expect(decision.steps.find(({ rule }) => rule === 'expiry')).toMatchObject({ verdict: 'note' })
})

test('notes a restriction that the device cannot show yet', () => {
  const decision = decide({ wifiMac: 'a4:83:e7:00:00:01' })
  expect(decision).toMatchObject({ outcome: 'admit' })
  expect(decision.steps.find(({ rule }) => rule === 'restrictions')).toMatchObject({
    verdict: 'note',
    facts: { unseen: ['Wi-Fi MAC'] },
  })
})

test('takes either IMEI of a phone with two', () => {
  expect(
    decide({ imei: '350000000000001', imei2: '35678901234567' }, { imei: '356789012345678' }),
  ).toMatchObject({
    outcome: 'admit',
  })
})

test('reads a decimal MEID as the hexadecimal one', () => {
  expect(decide({ meid: '293608736500703710' }, { meid: 'af0123450abcde' })).toMatchObject({
    outcome: 'admit',
  })
})

test('takes an iPad for a record that says ios', () => {
  expect(decide({ platform: 'ios' }, { product: 'iPad14,1' })).toMatchObject({ outcome: 'admit' })
})

test('does not refuse a product that is newer than this program', () => {
  expect(decide({}, { product: 'iSlate1,1' })).toMatchObject({ outcome: 'admit' })
})

test('says that a withdrawn record had the serial number before', () => {
  const old = candidate({ id: 'old', identifier: 'OLD', status: 'withdrawn' })
  const decision = admit(arrivalOf({ serial: 'F2LX0000TEST' }), factsOf([old, candidate({})]), now)
  expect(decision).toMatchObject({ outcome: 'admit', device: { identifier: 'DEV01' } })
  expect(decision.steps.find(({ rule }) => rule === 'withdrawn')).toMatchObject({ verdict: 'note' })
})

test('asks for the code when several Key Code records share the serial number', () => {
  const records = ['A', 'B'].map((id) => candidate({ id, identifier: id, depMethod: 'Keycode' }))
  expect(admit(arrivalOf({ serial: 'F2LX0000TEST' }), factsOf(records), now)).toMatchObject({
    outcome: 'challenge',
    reason: 'code-needed',
  })
})

test('refuses when several records are named by the serial number', () => {
  const records = ['A', 'B'].map((id) => candidate({ id, identifier: id }))
  expect(admit(arrivalOf({ serial: 'F2LX0000TEST' }), factsOf(records), now)).toMatchObject({
    reason: 'ambiguous-device',
  })
})

test('refuses an unknown device also where others may be pre-enrolled or not', () => {
  for (const preEnrolledDevicesOnly of [true, false]) {
    const facts = factsOf([], { preEnrolledDevicesOnly })
    expect(admit(arrivalOf({ serial: 'X' }), facts, now)).toMatchObject({
      outcome: 'refuse',
      reason: 'unknown-device',
    })
  }
})

test('refuses an arrival that names no serial number', () => {
  expect(admit(arrivalOf({ serial: '  ' }), factsOf([candidate({ serial: null })]), now)).toMatchObject({
    reason: 'unknown-device',
  })
})
