import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import { admit } from './admit.ts'
import type { AndroidArrival } from './android-rules.ts'
import type { Registration } from './decision.ts'
import { likenessOf } from './same-phone.ts'
import { candidate, factsOf, now } from './testing.ts'

const imei = '490154203237518'
const imei2 = '356938035643809'
const phone = { imei, imei2, serial: 'R58M1', manufacturer: 'samsung' }

const enrolled = candidate({
  platform: 'android',
  status: 'enrolled',
  depMethod: null,
  source: 'bulk',
  serial: 'R58M1',
  manufacturer: 'samsung',
  imei,
  bulk: { id: 'b1', withoutToken: false },
})
const registration = (different: Partial<Registration> = {}): Registration => ({
  deviceId: enrolled.id,
  by: 'agent',
  said: [phone],
  saidAll: true,
  heard: true,
  since: '2026-03-01T08:00:00.000Z',
  ...different,
})

/** What becomes of a phone that claims the numbers of one that is enrolled. */
function arrive(
  claimed: ClaimedIdentifiers,
  registrations: Registration[] = [registration()],
  android: Partial<AndroidArrival> = {},
) {
  const arrival = {
    channel: 'android' as const,
    verified: false,
    claimed,
    android: { token: 'valid' as const, bulkId: 'b1', ...android },
  }
  return admit(arrival, { ...factsOf([enrolled]), registrations }, now)
}
const reasonOf = (...args: Parameters<typeof arrive>) => arrive(...args).reason

test('the phone that is enrolled enrolls again, whichever of its IMEIs it says', () => {
  expect(reasonOf(phone)).toBe('admitted')
  expect(reasonOf({ imei, serial: 'r58m1' })).toBe('admitted')
  expect(reasonOf({ ...phone, imei: imei2, imei2: imei })).toBe('admitted')
})

test.each([
  ['another serial number', { ...phone, serial: 'OTHER' }],
  ['another maker', { ...phone, manufacturer: 'Nokia' }],
  ['the IMEI alone', { imei }],
  ['both IMEIs and no serial number', { imei, imei2 }],
  ['serial number and maker alone', { serial: 'R58M1', manufacturer: 'samsung' }],
])('%s is a conflict, and says how the phone can be let in', (_name, claimed) => {
  const { outcome, reason, summary, steps } = arrive(claimed)
  expect([outcome, reason]).toEqual(['refuse', 'already-registered'])
  expect(summary).toContain('revoke the token')
  expect(steps.at(-1)).toMatchObject({ rule: 'conflict', facts: { enrolled: { serial: 'R58M1' } } })
})

test('numbers that were reported later count like those of the enrollment', () => {
  const later = [registration({ said: [{ imei }, { serial: 'R58M1', imei2 }] })]
  expect(reasonOf({ imei, serial: 'OTHER' }, later)).toBe('already-registered')
  expect(reasonOf({ imei, serial: 'R58M1' }, later)).toBe('admitted')
})

test('a phone with one number only enrolls again by it, and the arrival notes what that is worth', () => {
  const tablet = { serial: 'R58M1', manufacturer: 'samsung' }
  const { reason, steps } = arrive(tablet, [registration({ said: [tablet] })])
  expect(reason).toBe('admitted')
  expect(steps).toContainEqual(expect.objectContaining({ rule: 'conflict', verdict: 'note' }))
})

test('while the enrolled phone has said one of its numbers, nobody who says more takes its place', () => {
  const early = registration({ said: [{ imei }], saidAll: false })
  expect(reasonOf({ imei, serial: 'R58M1' }, [early])).toBe('already-registered')
  expect(reasonOf({ imei }, [early])).toBe('already-registered')
  expect(reasonOf({ imei, serial: 'R58M1' }, [{ ...early, heard: false }])).toBe('admitted')
})

test('one number does for a repeated request, until the agent was heard and for some minutes', () => {
  const oneNumber = { oneNumber: true }
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString()
  const unheard = registration({ said: [{ imei }], saidAll: false, heard: false, since: minutesAgo(5) })
  expect(reasonOf({ imei }, [unheard], oneNumber)).toBe('admitted')
  expect(reasonOf({ imei }, [{ ...unheard, heard: true }], oneNumber)).toBe('already-registered')
  expect(reasonOf({ imei }, [{ ...unheard, since: minutesAgo(20) }], oneNumber)).toBe('already-registered')
  expect(reasonOf({ imei }, [registration()], oneNumber)).toBe('already-registered')
})

test('Google’s devices and agents do not take each other’s place, even with the same numbers', () => {
  const google = { google: { names: ['devices/d2'] } }
  const there = registration({ by: 'google' })
  expect(arrive(phone, [there]).summary).toContain('at Google')
  expect(reasonOf(phone, [registration()], google)).toBe('already-registered')
  expect(reasonOf(phone, [there], google)).toBe('admitted')
  expect(reasonOf(phone, [registration(), there], google)).toBe('already-registered')
})

const number = fc.constantFrom(undefined, null, '', imei, imei2, 'R58M1', 'unknown', 'A00000301F1234')
const claims = fc.record({ imei: number, imei2: number, meid: number, serial: number, manufacturer: number })

test('whoever is the same says at least two of the numbers, or the only one, and contradicts none', () => {
  fc.assert(
    fc.property(claims, fc.array(claims, { maxLength: 3 }), (claimed, said) => {
      const likeness = likenessOf(claimed, said)
      expect(['same', 'only-number', 'says-less', 'says-more', 'differs']).toContain(likeness)
      // The order in which it was said does not count, and saying it twice adds nothing.
      expect(likenessOf(claimed, [...said.toReversed(), ...said])).toBe(likeness)
      if (likeness === 'same' || likeness === 'only-number')
        expect(likenessOf(claimed, [claimed])).toBe(likeness)
    }),
  )
})
