import { expect, test } from 'vitest'
import { DevicePatch, NewDevice } from '../../src/contract/device.ts'
import { blankDevice, devicePatchOf, newDeviceOf } from './device-form-values.ts'

test('a new device is sent without its blank fields', () => {
  const device = newDeviceOf({ ...blankDevice, identifier: 'PAD-1', serial: 'c02x' })
  expect(NewDevice.parse(device)).toMatchObject({ identifier: 'PAD-1', serial: 'C02X', expirationDays: 7 })
  expect(device).not.toHaveProperty('code')
  expect(device).not.toHaveProperty('depMethod')
})

test('a change clears what was emptied and leaves the rest alone', () => {
  const before = { ...blankDevice, identifier: 'PAD-1', displayName: 'Room 1', imei: '490154203237518' }
  const patch = devicePatchOf(before, { ...before, displayName: '', tags: ['Loan'] })
  expect(DevicePatch.parse(patch)).toEqual({ displayName: null, tags: ['Loan'] })
})
