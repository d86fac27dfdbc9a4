import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { NewDevice } from '../contract/device.ts'
import {
  authenticationFor,
  changedState,
  changesBetween,
  fieldsInWords,
  newState,
  refusedFields,
  stateErrors,
  statusOf,
  type DeviceState,
} from './device.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const defaults = { expirationDays: 7, authentication: 'none' as const }

/** A device as a request describes it. */
const described = (fields: object = {}): DeviceState =>
  newState(
    NewDevice.parse({ identifier: 'ipad-1', platform: 'ipados', ...fields }),
    '12345678',
    defaults,
    now,
  )

const patched = (device: DeviceState, patch: Parameters<typeof changedState>[1]) =>
  changedState(device, patch, defaults, now)

/** The fields that a patch changes. */
const changedFields = (device: DeviceState, patch: Parameters<typeof changedState>[1]) =>
  changesBetween(device, patched(device, patch)).map(({ field }) => field)

test('a device that may enroll until a time is expired from that time on', () => {
  const status = (expiresAt: string | null, status = 'enrolling') => statusOf({ status, expiresAt }, now)
  expect(status('2026-03-01T12:00:00.001Z')).toBe('enrolling')
  expect(status('2026-03-01T12:00:00.000Z')).toBe('expired')
  expect(status(null)).toBe('enrolling')
  expect(status('2020-01-01T00:00:00.000Z', 'enrolled')).toBe('enrolled')
  expect(status('2020-01-01T00:00:00.000Z', 'withdrawn')).toBe('withdrawn')
})

test('a new device gets a code and an expiry when it brings none (B30, B40)', () => {
  expect(described()).toMatchObject({ code: '12345678', expiresAt: '2026-03-08T12:00:00.000Z' })
  expect(described({ code: '123', expirationDays: 365 })).toMatchObject({
    code: '123',
    expiresAt: '2027-03-01T12:00:00.000Z',
  })
})

test('the method decides how the device proves itself, unless the request does (B5)', () => {
  expect(authenticationFor('Serial', 'login')).toBe('none')
  expect(authenticationFor('Keycode', 'login')).toBe('keycode')
  expect(authenticationFor(null, 'login')).toBe('login')
  expect(described({ depMethod: 'Keycode' }).authentication).toBe('keycode')
  expect(described({ depMethod: 'Keycode', authentication: 'login' }).authentication).toBe('login')

  const keycode = described({ depMethod: 'Keycode', serial: 'ABC' })
  expect(patched(keycode, { depMethod: 'Serial' }).authentication).toBe('none')
  expect(patched(keycode, { depMethod: null }).authentication).toBe('none')
  expect(patched({ ...keycode, authentication: 'login' }, { depMethod: 'Keycode' }).authentication).toBe(
    'login',
  )
})

test('null and blanks clear, an absent field stays, a code is kept (B50)', () => {
  const device = described({ displayName: 'iPad', description: 'loan', serial: 'ABC', tags: ['b', 'a'] })
  expect(patched(device, { displayName: null, description: '', code: null })).toEqual({
    ...device,
    displayName: null,
    description: null,
  })
  expect(patched(device, { tags: [] }).tags).toEqual([])
})

test('a patch with the values that are there changes nothing', () => {
  const device = described({ tags: ['b', 'a'], customAttributes: { room: '12', floor: '1' }, serial: 'ABC' })
  expect(
    changedFields(device, { tags: ['a', 'b', 'a'], customAttributes: { floor: '1', room: '12' } }),
  ).toEqual([])
  expect(changedFields(device, { serial: 'ABC', code: '12345678', platform: 'ipados' })).toEqual([])
})

test('an enrolled device keeps what B54 names, and only that', () => {
  const everything = {
    identifier: 'ipad-2',
    displayName: 'x',
    serial: 'NEW',
    imei: '35209900176148',
    imei2: '35209900176149',
    meid: 'A1000000000001',
    udid: 'udid',
    wifiMac: '00:11:22:33:44:55',
    tags: ['a'],
    groups: ['g'],
    template: 't',
    userName: 'ana',
    code: 'other',
    expirationDays: 3,
    registrationEmail: 'a@example.com',
    depMethod: 'Serial' as const,
    customAttributes: { a: 'b' },
  }
  const changes = changesBetween(described(), patched(described(), everything))
  expect(new Set(refusedFields('enrolled', changes))).toEqual(
    new Set(['code', 'wifiMac', 'imei', 'imei2', 'meid', 'udid', 'expirationDays', 'registrationEmail']),
  )
  expect(refusedFields('enrolling', changes)).toEqual([])
  expect(refusedFields('expired', changes)).toEqual([])
})

test('nothing of a withdrawn device can be changed (B55)', () => {
  const device = described()
  const patches = fc.record(
    { displayName: fc.string(), serial: fc.stringMatching(/^[A-Z]{1,9}$/), tags: fc.array(fc.string()) },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(patches, (patch) => {
      const changes = changesBetween(device, patched(device, patch))
      expect(refusedFields('withdrawn', changes)).toEqual(changes.map(({ field }) => field))
    }),
  )
})

test('the method Serial needs a serial number', () => {
  expect(stateErrors(described({ depMethod: 'Serial' }))).toMatchObject([{ pointer: '/serial' }])
  expect(stateErrors(described({ depMethod: 'Serial', serial: 'ABC' }))).toEqual([])
  expect(stateErrors(described({ depMethod: 'Keycode' }))).toEqual([])
})

test('changed fields read as a sentence', () => {
  expect(fieldsInWords(['displayName'])).toBe('display name')
  expect(fieldsInWords(['serial', 'tags'])).toBe('serial number and tags')
  expect(fieldsInWords(['serial', 'tags', 'groups', 'code'])).toBe('serial number, tags and 2 more')
})
