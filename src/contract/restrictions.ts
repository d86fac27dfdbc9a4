import { z } from 'zod'
import type { Platform } from './device.ts'

type Restriction = {
  /** Taken by supervised devices only; others ignore it. */
  supervised: boolean
  platforms: readonly Platform[]
}

const phones = ['ios', 'ipados'] as const
const macs = ['macos'] as const
const both = [...phones, ...macs] as const
const open = (platforms: readonly Platform[]): Restriction => ({ supervised: false, platforms })
const supervised = (platforms: readonly Platform[]): Restriction => ({ supervised: true, platforms })

/**
 * What a policy may forbid, in our words; each platform's own names live with its protocol. Each is a permission: false forbids.
 * Which need supervision is Apple's word (device-management, mdm/profiles/com.apple.applicationaccess).
 */
export const restrictions = {
  camera: supervised(both),
  screenshots: open(both),
  assistant: open(phones),
  voiceDialing: open(phones),
  cloudBackup: open(phones),
  cloudDocuments: supervised(both),
  cloudKeychain: open(both),
  cloudPhotos: open(both),
  managedAppsCloud: open(phones),
  diagnosticData: open(both),
  untrustedCertificatePrompt: open(phones),
  unmanagedToManagedDocuments: open(phones),
  managedToUnmanagedDocuments: open(phones),
  encryptedBackupOptional: open(phones),
  inAppPurchases: open(phones),
  lockScreenNotifications: open(phones),
  lockScreenControlCenter: open(phones),
  fingerprintUnlock: open(both),
  passcodeChange: supervised(both),
  appInstallation: supervised(phones),
  appStore: supervised(phones),
  appRemoval: supervised(phones),
  airDrop: supervised(both),
  accountChange: supervised(phones),
  deviceNameChange: supervised(phones),
  wallpaperChange: supervised(both),
  eraseByUser: supervised(both),
  profileInstallationByUser: supervised(both),
  usbPairing: supervised(phones),
  usbWhileLocked: supervised(phones),
  cellularDataChange: supervised(phones),
  bluetoothChange: supervised(both),
  vpnCreation: supervised(phones),
  personalHotspotChange: supervised(phones),
  browser: supervised(phones),
  browserAutofill: supervised(both),
  videoCalls: supervised(phones),
  messages: supervised(phones),
  musicStore: supervised(phones),
  explicitContent: supervised(phones),
  games: supervised(both),
  findMyFriends: supervised(both),
  assistantWhileLocked: open(phones),
  automaticDateAndTime: supervised(phones),
} as const satisfies Record<string, Restriction>

const names = Object.keys(restrictions) as (keyof typeof restrictions)[]
export const RestrictionName = z.enum(names)
export type RestrictionName = z.infer<typeof RestrictionName>
