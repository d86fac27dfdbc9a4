import { queryOptions } from '@tanstack/react-query'
import { AndroidCodeSettings, DeviceCode } from '../../src/contract/device-code.ts'
import { apiAddress, call } from '../api/call.ts'

export const codeSettingsPath = '/settings/android-codes'

export const codeSettingsOptions = queryOptions({
  queryKey: ['settings', 'android-codes'],
  queryFn: ({ signal }) => call(AndroidCodeSettings, codeSettingsPath, { signal }),
  // The object that was read knows its entity tag; a merged copy would not.
  structuralSharing: false,
})

/** Its first word is the topic of the events that make it old. */
export const deviceCodeOptions = (device: string) =>
  queryOptions({
    queryKey: ['device', 'code', device],
    queryFn: ({ signal }) => call(DeviceCode, `/devices/${device}/qr`, { signal }),
  })

/** The short code keeps an older picture from being shown. */
export const codeAddress = (device: string, kind: 'svg' | 'png', shortCode: string | null): string =>
  apiAddress(`/devices/${device}/qr.${kind}`, { code: shortCode })
