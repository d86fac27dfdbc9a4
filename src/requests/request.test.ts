import { expect, test } from 'vitest'
import { enrollsByLink, expiryOf, linkStateOf, refusalOf, type Candidate } from './request.ts'
import { hashToken, isToken, linkOf, newToken } from './request-token.ts'

const now = new Date('2026-11-30T12:00:00Z')
const later = '2026-12-02T12:00:00.000Z'
const before = '2026-11-29T12:00:00.000Z'

test('a link ends with the check-in of its device, else after the days of the settings', () => {
  const settings = { defaultExpirationDays: 7 }
  expect(expiryOf(later, settings, now).toISOString()).toBe(later)
  expect(expiryOf(null, settings, now).toISOString()).toBe('2026-12-07T12:00:00.000Z')
  expect(expiryOf(before, settings, now).toISOString()).toBe('2026-12-07T12:00:00.000Z')
})

const ana: Candidate = { deviceId: 'd', status: 'enrolling', email: 'a@b.example', mobile: null }
const strict = { preEnrolledDevicesOnly: true, checkInExpiryEnforced: true }

test('who cannot be reached, or could not enroll, gets no request', () => {
  expect(refusalOf(ana, 'mail', strict)).toBeNull()
  expect(refusalOf({ ...ana, email: null }, 'mail', strict)).toBe('no-address')
  expect(refusalOf({ ...ana, email: null }, 'qr', strict)).toBeNull()
  expect(refusalOf(ana, 'sms', strict)).toBe('no-number')
  expect(refusalOf({ ...ana, status: 'withdrawn' }, 'mail', strict)).toBe('withdrawn')
  expect(refusalOf({ ...ana, status: 'expired' }, 'mail', strict)).toBe('expired')
  expect(
    refusalOf({ ...ana, status: 'expired' }, 'mail', { ...strict, checkInExpiryEnforced: false }),
  ).toBeNull()
  const nobody = { ...ana, deviceId: null, status: null }
  expect(refusalOf(nobody, 'mail', strict)).toBe('only-known-devices')
  expect(refusalOf(nobody, 'mail', { ...strict, preEnrolledDevicesOnly: false })).toBeNull()
})

test('a link that was used says so, whatever else became of it', () => {
  const open = { endReason: null, expiresAt: later, acceptedAt: null }
  expect(linkStateOf(open, now)).toBe('open')
  expect(linkStateOf({ ...open, expiresAt: now.toISOString() }, now)).toBe('expired')
  expect(linkStateOf({ ...open, expiresAt: before, endReason: 'revoked' }, now)).toBe('revoked')
  expect(linkStateOf({ expiresAt: before, endReason: 'replaced', acceptedAt: before }, now)).toBe('used')
})

test('devices of the Device Enrollment Program and other makers do not enroll by a link', () => {
  const phone = { depMethod: null, source: 'csv', platform: 'ios' } as const
  expect(enrollsByLink(phone)).toBe(true)
  expect(enrollsByLink({ ...phone, depMethod: 'Serial' })).toBe(false)
  expect(enrollsByLink({ ...phone, source: 'dep' })).toBe(false)
  expect(enrollsByLink({ ...phone, platform: 'android' })).toBe(false)
})

test('tokens are random, 32 characters that need no escaping, and links are made from the public address', () => {
  const tokens = new Set(Array.from({ length: 1000 }, newToken))
  expect(tokens.size).toBe(1000)
  for (const token of tokens) expect(isToken(token)).toBe(true)
  expect(isToken(`${newToken()}\n`)).toBe(false)
  expect(hashToken('a')).toHaveLength(32)
  expect(linkOf('https://muster.example', 'T')).toBe('https://muster.example/e/T')
})
