import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { admit } from './admit.ts'
import type { AndroidArrival } from './android-rules.ts'
import type { Answers } from './answers.ts'
import type { AdmissionFacts, Candidate } from './decision.ts'
import { candidate, factsOf, now } from './testing.ts'
import type { ClaimedIdentifiers } from '../contract/arrival.ts'

const imei = '490154203237518'
const otherImei = '356938035643809'
const bulk = { id: 'b1', withoutToken: false }

const record = (different: Partial<Candidate> = {}): Candidate =>
  candidate({
    platform: 'android',
    source: 'bulk',
    depMethod: null,
    serial: 'R58M1',
    manufacturer: 'Samsung',
    imei,
    bulk,
    ...different,
  })
const claims = (different: ClaimedIdentifiers = {}): ClaimedIdentifiers => ({
  imei,
  serial: 'R58M1',
  manufacturer: 'samsung',
  ...different,
})
const withToken: AndroidArrival = { token: 'valid', bulkId: 'b1' }

type Asked = {
  claimed?: ClaimedIdentifiers
  android?: AndroidArrival
  answers?: Answers
  facts?: Partial<AdmissionFacts>
}

const decide = (
  records: Candidate[],
  { claimed = claims(), android = withToken, answers, facts = {} }: Asked = {},
) =>
  admit(
    { channel: 'android', verified: false, claimed, android, answers },
    { ...factsOf(records), ...facts },
    now,
  )

test.each([
  ['I15: IMEI right, serial and manufacturer wrong', { serial: 'X', manufacturer: 'Y' }, 'admit'],
  ['I16: IMEI wrong, serial and manufacturer right', { imei: otherImei }, 'admit'],
  ['I17: IMEI and serial wrong, manufacturer right', { imei: otherImei, serial: 'X' }, 'refuse'],
  ['I18: IMEI and manufacturer wrong, serial right', { imei: otherImei, manufacturer: 'Y' }, 'refuse'],
] as const)('%s', (_name, different, outcome) => {
  expect(decide([record()], { claimed: claims(different) }).outcome).toBe(outcome)
})

test.each([' SAMSUNG ', 'samsung', 'Ｓamsung', 'Sam\u00adsung'])(
  'I20: the manufacturer may be written %j',
  (manufacturer) => {
    const { outcome } = decide([record()], { claimed: claims({ imei: null, manufacturer }) })
    expect(outcome).toBe(manufacturer.includes('\u00ad') ? 'refuse' : 'admit')
  },
)

test('a refusal because of the manufacturer says both', () => {
  const { reason, summary } = decide([record()], {
    claimed: claims({ imei: null, manufacturer: 'Samsung Electronics' }),
  })
  expect(reason).toBe('unknown-device')
  expect(summary).toContain('"Samsung"')
  expect(summary).toContain('"Samsung Electronics"')
})

test('either IMEI of a phone fits either of the record, with or without its check digit', () => {
  for (const [own, said] of [
    [{ imei: otherImei, imei2: imei }, { imei }],
    [{ imei }, { imei: otherImei, imei2: '49015420323751' }],
    [{ imei }, { imei: '4901542032375199' }],
  ] as const)
    expect(decide([record(own)], { claimed: { ...said, serial: null } }).outcome).toBe('admit')
})

test.each(['unknown', '0', '000000000000000', '0123456789ABCDEF'])('%s names no device', (serial) => {
  const { outcome, reason } = decide([record({ serial, imei: null })], {
    claimed: { imei: '000000000000000', serial, manufacturer: 'Samsung' },
  })
  expect([outcome, reason]).toEqual(['refuse', 'unknown-device'])
})

const signedIn = (id = 'u'): Answers => ({
  page: 'good',
  termsAccepted: false,
  credential: { kind: 'login', userName: 'ana', result: { ok: true, user: { id, userName: 'ana' } } },
})

test.each(['wrong', 'expired', 'none'] as const)(
  'I41: with the token %s the user must sign in, and is admitted then',
  (token) => {
    const android = { token, bulkId: null }
    expect(decide([record()], { android })).toMatchObject({ outcome: 'challenge', reason: 'login-needed' })
    expect(decide([record()], { android, answers: signedIn() })).toMatchObject({
      outcome: 'admit',
      user: { userName: 'ana' },
      authentication: 'login',
    })
  },
)

test('the token of another list does not do', () => {
  const android = { token: 'valid', bulkId: 'b2' } as const
  expect(decide([record()], { android }).reason).toBe('login-needed')
})

test('of two records with one IMEI the token decides; without it nobody is guessed', () => {
  const two = [
    record({ id: '1', identifier: 'a' }),
    record({ id: '2', identifier: 'b', bulk: { id: 'b2', withoutToken: false } }),
  ]
  expect(decide(two).device?.id).toBe('1')
  expect(decide(two, { android: { token: 'valid', bulkId: 'b2' } }).device?.id).toBe('2')
  expect(decide(two, { android: { token: 'none', bulkId: null } }).reason).toBe('ambiguous-device')
})

test('I13: a list without token needs none; neither does a pre-enrolled device outside of lists (H17)', () => {
  const android = { token: 'none', bulkId: null } as const
  expect(decide([record({ bulk: { id: 'b1', withoutToken: true } })], { android }).outcome).toBe('admit')
  expect(decide([record({ bulk: null, source: 'csv' })], { android }).outcome).toBe('admit')
  expect(decide([record({ bulk: null, authentication: 'login' })], { android }).reason).toBe('login-needed')
  expect(decide([record({ bulk: null, authentication: 'keycode' })], { android }).reason).toBe('code-needed')
})

test('withdrawn, expired and other platforms are refused', () => {
  expect(decide([record({ status: 'withdrawn' })]).reason).toBe('withdrawn')
  expect(decide([record({ platform: 'ios' })]).reason).toBe('wrong-platform')
  const late = { status: 'expired', expiresAt: '2026-02-01T00:00:00.000Z' } as const
  expect(decide([record(late)]).outcome).toBe('admit') // the expiry of its token counts
  expect(decide([record({ ...late, bulk: null })]).reason).toBe('expired')
})

test('who is not the user of the device is refused, who is the user of none becomes it', () => {
  const android = { token: 'none', bulkId: null } as const
  const user = { id: 'u', userName: 'ana' }
  expect(decide([record({ user })], { android, answers: signedIn('v') }).reason).toBe('wrong-user')
  expect(decide([record({ user })], { android, answers: signedIn('u') }).outcome).toBe('admit')
})

test('without "pre-enrolled devices only" an unknown device is asked whose it is', () => {
  const facts = { settings: { ...factsOf([]).settings, preEnrolledDevicesOnly: false } }
  expect(decide([], { facts }).reason).toBe('login-needed')
  expect(decide([]).reason).toBe('unknown-device')
  const wrong: Answers = {
    page: 'first',
    termsAccepted: false,
    credential: { kind: 'login', userName: 'ana', result: { ok: false, reason: 'wrong' } },
  }
  expect(decide([], { facts, answers: wrong }).reason).toBe('wrong-login')
  // A record was made for whoever signed in, if there is anything to find it by.
  expect(decide([], { facts, answers: signedIn() }).reason).toBe('unknown-device')
})

const someText = fc.option(
  fc.oneof(fc.constantFrom(imei, otherImei, 'R58M1', 'samsung', 'unknown', ''), fc.string()),
  { nil: null },
)
const someClaims = fc.record({
  imei: someText,
  imei2: someText,
  meid: someText,
  serial: someText,
  manufacturer: someText,
})

test('who is admitted fits the record by its own rule, and the order of records does not count', () => {
  const records = fc.array(
    fc
      .record({
        imei: fc.constantFrom(imei, otherImei, null),
        serial: fc.constantFrom('R58M1', 'R58M2', null),
        manufacturer: fc.constantFrom('Samsung', 'Nokia', null),
      })
      .map((different) => record(different)),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(records, someClaims, (some, claimed) => {
      const all = some.map((one, n) => ({ ...one, id: String(n), identifier: `d${n}` }))
      const decision = decide(all, { claimed })
      expect(decide(all.toReversed(), { claimed })).toEqual(decision)
      if (decision.outcome === 'admit') expect(decision.device).toBeDefined()
    }),
  )
})

test('an agent that names no manufacturer is found by its serial number only where that is allowed, in the list of its token', () => {
  const serialOnly: ClaimedIdentifiers = { serial: 'R58M1' }
  const allowed = { ...withToken, serialAlone: true }
  const outcome = (more: Asked) => decide([record({ imei: null })], { claimed: serialOnly, ...more }).reason
  expect(outcome({ android: withToken })).toBe('unknown-device')
  expect(outcome({ android: allowed })).toBe('admitted')
  expect(outcome({ android: { ...allowed, bulkId: 'b2' } })).toBe('unknown-device')
  expect(outcome({ android: { token: 'expired', bulkId: null, serialAlone: true } })).toBe('unknown-device')
  // Whoever names another manufacturer is another device.
  expect(outcome({ android: allowed, claimed: { ...serialOnly, manufacturer: 'Nokia' } })).toBe(
    'unknown-device',
  )
})
