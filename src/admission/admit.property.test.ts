import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  DeviceSource,
  DepMethod,
  Authentication,
  DeviceStatus,
  Ownership,
  Platform,
} from '../contract/device.ts'
import { admissionRules } from './admission-rules.ts'
import { admit } from './admit.ts'
import type { Answers, GivenCode, GivenLogin } from './answers.ts'
import type { AdmissionFacts, ArrivalClaims, Candidate } from './decision.ts'
import { candidate, now } from './testing.ts'

const serials = ['F2LX0001', 'F2LX0002', 'F2LX0003']
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values)
const imeis = oneOf(['356789012345678', '35678901234567', '350000000000001'])
const udids = oneOf(['00008110-000A', '00008110-000B'])
const macs = oneOf(['a4:83:e7:00:00:01', 'a4:83:e7:00:00:02'])

const candidates: fc.Arbitrary<Candidate[]> = fc.uniqueArray(
  fc
    .record({
      id: fc.uuid(),
      platform: oneOf(Platform.options),
      status: oneOf(DeviceStatus.options),
      serial: orNull(oneOf(serials)),
      imei: orNull(imeis),
      udid: orNull(udids),
      wifiMac: orNull(macs),
      depMethod: orNull(oneOf(DepMethod.options)),
      authentication: oneOf(Authentication.options),
      source: oneOf(DeviceSource.options),
      ownership: orNull(oneOf(Ownership.options)),
      enrolledAt: orNull(fc.constant('2026-01-01T00:00:00.000Z')),
      expiresAt: orNull(oneOf(['2026-02-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'])),
      user: orNull(fc.constant({ id: 'u', userName: 'ana' })),
    })
    .map((record) => candidate({ ...record, identifier: `DEV-${record.id.slice(0, 8)}` })),
  { maxLength: 6, selector: ({ id }) => id },
)

const ana = { id: 'u', userName: 'ana' }
const ben = { id: 'v', userName: 'ben' }
const credentials: fc.Arbitrary<GivenCode | GivenLogin> = fc.oneof(
  fc.record({
    kind: fc.constant('code' as const),
    key: oneOf(['', 'ana', 'nobody']),
    code: fc.constant('123'),
    waitSeconds: fc.option(fc.constant(4), { nil: undefined, freq: 5 }),
  }),
  fc.record({
    kind: fc.constant('login' as const),
    userName: fc.constant('ana'),
    result: oneOf<GivenLogin['result']>([
      { ok: true, user: ana },
      { ok: true, user: ben },
      { ok: false, reason: 'wrong' },
      { ok: false, reason: 'wait' },
    ]),
  }),
)
const answers: fc.Arbitrary<Answers> = fc.record({
  page: fc.oneof(
    { weight: 9, arbitrary: fc.constant('good' as const) },
    { weight: 1, arbitrary: oneOf(['expired', 'used', 'foreign'] as const) },
  ),
  termsAccepted: fc.boolean(),
  ownership: fc.option(oneOf(['personal', 'corporate'] as const), { nil: undefined }),
  credential: fc.option(credentials, { nil: undefined }),
})

const arrivals: fc.Arbitrary<ArrivalClaims> = fc.record({
  answers: fc.option(answers, { nil: undefined }),
  channel: fc.oneof(
    { weight: 9, arbitrary: fc.constant('ade' as const) },
    { weight: 1, arbitrary: oneOf(['link', 'android'] as const) },
  ),
  verified: fc.oneof(
    { weight: 9, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  claimed: fc.record({
    serial: orNull(oneOf(serials)),
    udid: orNull(udids),
    imei: orNull(imeis),
    wifiMac: orNull(macs),
    product: orNull(oneOf(['iPhone16,2', 'iPad14,1', 'Mac16,10', 'AppleTV14,1', 'New1,1'])),
  }),
})

const settings = fc.record({
  preEnrolledDevicesOnly: fc.boolean(),
  checkInExpiryEnforced: fc.boolean(),
  termsText: oneOf(['', '', 'Be kind.']),
  unitId: oneOf(['', 'school']),
  androidBrandAccepted: fc.boolean(),
  manufacturerAliases: fc.array(fc.constant({ alias: 'Samsung Electronics', manufacturer: 'samsung' }), {
    maxLength: 1,
  }),
})
/** The code of about half of the records is the one that is given. */
const facts: fc.Arbitrary<AdmissionFacts> = fc
  .record({ candidates, settings, isKeyCodeOpen: fc.boolean(), half: fc.nat(1) })
  .map(({ half, ...facts }) => ({
    ...facts,
    withGivenCode: facts.candidates.filter((_, index) => index % 2 === half).map(({ id }) => id),
  }))

const check = (property: (arrival: ArrivalClaims, facts: AdmissionFacts) => void) =>
  fc.assert(fc.property(arrivals, facts, property), { numRuns: 1000 })

const serialOf = ({ claimed }: ArrivalClaims) => claimed.serial?.trim().toUpperCase()

test('never admits a withdrawn device', () => {
  check((arrival, facts) => {
    const { outcome, device } = admit(arrival, facts, now)
    if (outcome === 'admit') expect(device?.status).not.toBe('withdrawn')
  })
})

test('never admits a device that is not on record, least of all with "pre-enrolled devices only"', () => {
  check((arrival, facts) => {
    const { outcome, device } = admit(arrival, facts, now)
    const known = facts.candidates.some(
      ({ id, serial }) =>
        id === device?.id &&
        (serial === serialOf(arrival) || (serial === null && arrival.answers?.credential?.kind === 'code')),
    )
    if (outcome === 'admit') expect(known).toBe(true)
  })
})

test('admits a record with a code only with its code, before its time only when nobody had to wait', () => {
  check((arrival, facts) => {
    const { outcome, device } = admit(arrival, facts, now)
    if (outcome !== 'admit' || (device?.depMethod !== 'Keycode' && device?.authentication !== 'keycode'))
      return
    expect(arrival.answers?.credential).toMatchObject({ kind: 'code', waitSeconds: undefined })
    expect(facts.withGivenCode).toContain(device?.id)
  })
})

test('admits a record with a login only for somebody who signed in, and as theirs', () => {
  check((arrival, facts) => {
    const { outcome, device, user } = admit(arrival, facts, now)
    if (outcome !== 'admit' || device?.authentication !== 'login' || device.depMethod === 'Keycode') return
    expect(arrival.answers?.credential).toMatchObject({ kind: 'login', result: { ok: true, user } })
    if (device.user && device.enrolledAt === null) expect(user).toEqual(device.user)
  })
})

test('never admits through a page that is not good, without terms accepted, or without a choice that is due', () => {
  check((arrival, facts) => {
    const { outcome, device } = admit(arrival, facts, now)
    if (outcome !== 'admit') return
    if (arrival.answers) expect(arrival.answers.page).toBe('good')
    if (arrival.answers && facts.settings.termsText) expect(arrival.answers.termsAccepted).toBe(true)
    if (device?.ownership === 'selectuser') expect(arrival.answers?.ownership).toBeDefined()
  })
})

test('never admits what is unverified, expired or restricted to another device', () => {
  check((arrival, facts) => {
    const { outcome, device } = admit(arrival, facts, now)
    if (outcome !== 'admit') return
    expect(arrival.verified).toBe(true)
    if (facts.settings.checkInExpiryEnforced && device?.status !== 'enrolled' && device?.expiresAt)
      expect(Date.parse(device.expiresAt)).toBeGreaterThan(now.getTime())
    if (device?.udid && arrival.claimed.udid) expect(arrival.claimed.udid).toBe(device.udid)
    if (device?.imei && arrival.claimed.imei)
      expect(arrival.claimed.imei.slice(0, 14)).toBe(device.imei.slice(0, 14))
  })
})

const restyled = (text: string | null | undefined, style: number) => {
  if (!text) return text
  return [` ${text}\t`, text.toLowerCase(), text.toUpperCase(), ` ${text.toLowerCase()}`][style % 4]
}

test('decides alike whatever the case, the blanks and the check digit of an IMEI', () => {
  fc.assert(
    fc.property(arrivals, facts, fc.nat(3), (arrival, facts, style) => {
      const { serial, udid, imei, wifiMac } = arrival.claimed
      const claimed = {
        ...arrival.claimed,
        serial: restyled(serial, style),
        udid: restyled(udid, style + 1),
        imei: imei && ` ${imei.slice(0, 14)}${style}`,
        wifiMac: restyled(wifiMac?.replaceAll(':', '-'), style),
      }
      expect(admit({ ...arrival, claimed }, facts, now)).toEqual(admit(arrival, facts, now))
    }),
    { numRuns: 1000 },
  )
})

test('decides alike whatever the order of the candidates', () => {
  fc.assert(
    fc.property(arrivals, facts, fc.infiniteStream(fc.nat()), (arrival, facts, order) => {
      const shuffled = facts.candidates
        .map((candidate) => ({ candidate, at: order.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ candidate }) => candidate)
      expect(admit(arrival, { ...facts, candidates: shuffled }, now)).toEqual(admit(arrival, facts, now))
    }),
    { numRuns: 1000 },
  )
})

test('every decision is either admitted or stopped by exactly one step, the last', () => {
  const names = admissionRules.map(({ name }) => name)
  check((arrival, facts) => {
    const { outcome, reason, steps, summary } = admit(arrival, facts, now)
    const stops = steps.filter(({ verdict }) => verdict === 'stop')
    expect(steps.map(({ rule }) => rule)).toEqual(names.slice(0, steps.length))
    expect(steps.length).toBeGreaterThan(0)
    expect(stops.length).toBe(outcome === 'admit' ? 0 : 1)
    if (outcome === 'admit') expect(steps.length).toBe(names.length)
    else expect(steps.at(-1)).toMatchObject({ verdict: 'stop', text: summary })
    expect(reason === 'admitted').toBe(outcome === 'admit')
  })
})

test('stops only for reasons that its table names', () => {
  check((arrival, facts) => {
    const { outcome, reason, steps } = admit(arrival, facts, now)
    const rule = admissionRules.find(({ name }) => name === steps.at(-1)?.rule)
    if (outcome !== 'admit') expect(Object.keys(rule?.stops ?? {})).toContain(reason)
  })
})

test('is pure', () => {
  check((arrival, facts) => {
    const [a, f] = [structuredClone(arrival), structuredClone(facts)]
    expect(admit(arrival, facts, now)).toEqual(admit(a, f, now))
    expect([arrival, facts]).toEqual([a, f])
  })
})
