import type { Command } from './command.ts'

/** Right 2048; supervised iPhones, iPads and Apple TVs, and Macs. The name is at most 63 bytes on the network, longer on the screen. */
export const deviceName = (name: string): Command => ({
  RequestType: 'Settings',
  Settings: [{ Item: 'DeviceName', DeviceName: name }],
})

/** Right 4096. The app must have been installed by management; iOS, tvOS, macOS 11. */
export const removeApplication = (bundleIdentifier: string): Command => ({
  RequestType: 'RemoveApplication',
  Identifier: bundleIdentifier,
})
