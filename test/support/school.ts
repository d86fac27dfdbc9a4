import { createAppleDevice, type AppleDevice } from '../../src/simulator/device/apple-device.ts'
import { createDeviceAuthority } from '../../src/simulator/device/device-authority.ts'
import type { DeviceSpec } from '../../src/simulator/apple/device-spec.ts'
import { pem } from '../../src/protocol/x509/pem.ts'
import { depTest, type DepTest } from './dep-test.ts'

export type School = DepTest & {
  accountId: string
  /** The simulated device with this serial number, not yet switched on. */
  device(serial: string): AppleDevice
}

/** A server with a connected Apple account, a profile assigned to all devices, and the devices themselves. */
export async function school(devices: DeviceSpec[]): Promise<School> {
  const deviceAuthority = createDeviceAuthority()
  const appleDeviceCa = pem('CERTIFICATE', deviceAuthority.certificate)
  const test = await depTest({ apple: { devices }, app: { appleDeviceCa } })
  const account = await test.account('School')
  const { body: profile } = await test.app.api('POST', '/dep/profiles', {
    accountId: account.id,
    profileName: 'Pupils',
    isSupervised: true,
    skipSetupItems: ['Siri', 'Payment'],
  })
  const serials = devices.map(({ serial }) => serial)
  const assigned = await test.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials })
  if (assigned.status !== 200) throw new Error(JSON.stringify(assigned.body))
  return {
    ...test,
    accountId: account.id,
    device: (serial) =>
      createAppleDevice({
        serial,
        model: devices.find((device) => device.serial === serial)?.model ?? 'iPhone',
        appleUrl: test.apple.url,
        deviceAuthority,
        patience: { polls: 3, pauseMs: 1 },
      }),
  }
}
