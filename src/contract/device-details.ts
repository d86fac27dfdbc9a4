import { z } from 'zod'
import { Timestamp } from './common.ts'

const text = z.string().nullable()
const flag = z.boolean().nullable()
const number = z.number().nullable()

/** Null where the device did not say. */
export const SystemDetails = z.object({
  at: Timestamp,
  name: text,
  modelName: text,
  product: text,
  osVersion: text,
  /** As of a rapid security response, "(a)". */
  osVersionExtra: text,
  build: text,
  serial: text,
  udid: text,
  supervised: flag,
  /** In gigabytes. */
  capacity: number,
  available: number,
  /** 0 to 100. */
  battery: number,
  hostName: text,
  appleSilicon: flag,
  activationLock: flag,
  lostMode: flag,
  pinRequiredForErase: flag,
  wifiMac: text,
  bluetoothMac: text,
  ethernetMac: text,
  imei: text,
  meid: text,
})
export type SystemDetails = z.infer<typeof SystemDetails>

export const SecurityDetails = z.object({
  at: Timestamp,
  passcodePresent: flag,
  /** Whether the passcode is as the profiles on the device want it. */
  passcodeCompliant: flag,
  /** FileVault, on Macs. */
  diskEncrypted: flag,
  hasPersonalRecoveryKey: flag,
  firewall: flag,
  systemIntegrityProtection: flag,
  secureBoot: text,
  recoveryLock: flag,
  bootstrapTokenAllowed: text,
  enrolledViaDep: flag,
  userApproved: flag,
  activationLockManageable: flag,
})
export type SecurityDetails = z.infer<typeof SecurityDetails>

export const InstalledProfile = z.object({
  identifier: z.string(),
  uuid: text,
  name: text,
  organization: text,
  /** Whether it came by this server. */
  managed: flag,
  removable: flag,
  encrypted: flag,
  payloads: z.array(z.object({ type: z.string(), name: text })),
})
export type InstalledProfile = z.infer<typeof InstalledProfile>

/** What an enrolled device says about itself; everything is null before it has said it, and before it is enrolled (H25). */
export const DeviceDetails = z.object({
  system: SystemDetails.nullable(),
  security: SecurityDetails.nullable(),
  profiles: z.object({ at: Timestamp, items: z.array(InstalledProfile) }).nullable(),
})
export type DeviceDetails = z.infer<typeof DeviceDetails>
