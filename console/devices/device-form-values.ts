import type { Device, DevicePatch, NewDevice, Platform } from '../../src/contract/device.ts'
import { changesOf, emptyToNull, withoutEmpty } from '../ui/form.ts'

export type DeviceValues = {
  identifier: string
  platform: Platform
  displayName: string
  description: string
  ownership: string | null
  serial: string
  imei: string
  imei2: string
  meid: string
  udid: string
  wifiMac: string
  manufacturer: string
  model: string
  userName: string
  template: string | null
  groups: string[]
  tags: string[]
  code: string
  expirationDays: number | ''
  registrationEmail: string
  depMethod: 'Serial' | 'Keycode' | null
  authentication: string
  agentInstallRequired: boolean
}

export const blankDevice: DeviceValues = {
  identifier: '',
  platform: 'ios',
  displayName: '',
  description: '',
  ownership: null,
  serial: '',
  imei: '',
  imei2: '',
  meid: '',
  udid: '',
  wifiMac: '',
  manufacturer: '',
  model: '',
  userName: '',
  template: null,
  groups: [],
  tags: [],
  code: '',
  expirationDays: 7,
  registrationEmail: '',
  depMethod: null,
  authentication: 'none',
  agentInstallRequired: false,
}

/** Code and days are written, not read: blank keeps what is there (B50). */
export function valuesOf(device: Device): DeviceValues {
  const known = Object.keys(blankDevice).map((name) => [name, device[name as keyof Device] ?? ''])
  return {
    ...(Object.fromEntries(known) as DeviceValues),
    ownership: device.ownership,
    template: device.template,
    depMethod: device.depMethod,
    code: '',
    expirationDays: '',
  }
}

/** What is sent for a new device: blank fields are left out. */
export const newDeviceOf = (values: DeviceValues): NewDevice => withoutEmpty(values) as NewDevice

/** What is sent for a change: the changed fields, blank ones as null; the platform never changes (B32). */
export function devicePatchOf(before: DeviceValues, values: DeviceValues): DevicePatch {
  const { platform: _, ...changes } = changesOf<Record<string, unknown>>(before, values)
  return emptyToNull(changes) as DevicePatch
}

/** Problems of the whole request that one field can solve. */
export const fieldsOfCodes = {
  'device.identifier-taken': 'identifier',
  'device.serial-taken': 'serial',
  'device.imei-taken': 'imei',
  'device.udid-taken': 'udid',
  'user.not-found': 'userName',
} as const
