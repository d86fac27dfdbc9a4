import type {
  DeviceDetails,
  InstalledProfile,
  SecurityDetails,
  SystemDetails,
} from '../contract/device-details.ts'
import type { DeviceInformation } from '../protocol/mdm/command.ts'
import type { ListedProfile } from '../protocol/mdm/profile-commands.ts'
import type { SecurityInfo } from '../protocol/mdm/security-info.ts'

/** What is kept: in Apple's words, without what JSON cannot hold. */
export type StoredDetails = {
  information: DeviceInformation | null
  informationAt: string | null
  security: SecurityInfo | null
  securityAt: string | null
  profiles: ListedProfile[] | null
  profilesAt: string | null
}

/** Pure: from Apple's words to ours. */
export const shownDetails = (stored: StoredDetails | undefined): DeviceDetails => ({
  system:
    stored?.information && stored.informationAt ? systemOf(stored.information, stored.informationAt) : null,
  security: stored?.security && stored.securityAt ? securityOf(stored.security, stored.securityAt) : null,
  profiles:
    stored?.profiles && stored.profilesAt
      ? { at: stored.profilesAt, items: stored.profiles.map(profileOf) }
      : null,
})

const systemOf = (d: DeviceInformation, at: string): SystemDetails => ({
  at,
  name: d.DeviceName ?? null,
  modelName: d.ModelName ?? null,
  product: d.ProductName ?? null,
  osVersion: d.OSVersion ?? null,
  osVersionExtra: d.SupplementalOSVersionExtra ?? null,
  build: d.BuildVersion ?? null,
  serial: d.SerialNumber ?? null,
  udid: d.UDID ?? null,
  supervised: d.IsSupervised ?? null,
  capacity: d.DeviceCapacity ?? null,
  available: d.AvailableDeviceCapacity ?? null,
  battery: percent(d.BatteryLevel),
  hostName: d.HostName ?? null,
  appleSilicon: d.IsAppleSilicon ?? null,
  activationLock: d.IsActivationLockEnabled ?? null,
  lostMode: d.IsMDMLostModeEnabled ?? null,
  pinRequiredForErase: d.PINRequiredForEraseDevice ?? null,
  wifiMac: d.WiFiMAC ?? null,
  bluetoothMac: d.BluetoothMAC ?? null,
  ethernetMac: d.EthernetMAC ?? null,
  imei: d.IMEI ?? null,
  meid: d.MEID ?? null,
})

/** A device that cannot tell says -1. */
const percent = (level: number | undefined): number | null =>
  level !== undefined && level >= 0 && level <= 1 ? Math.round(level * 100) : null

const securityOf = (s: SecurityInfo, at: string): SecurityDetails => ({
  at,
  passcodePresent: s.PasscodePresent ?? null,
  passcodeCompliant: s.PasscodeCompliantWithProfiles ?? s.PasscodeCompliant ?? null,
  diskEncrypted: s.FDE_Enabled ?? null,
  hasPersonalRecoveryKey: s.FDE_HasPersonalRecoveryKey ?? null,
  firewall: s.FirewallSettings?.FirewallEnabled ?? null,
  systemIntegrityProtection: s.SystemIntegrityProtectionEnabled ?? null,
  secureBoot: s.SecureBoot?.SecureBootLevel ?? null,
  recoveryLock: s.IsRecoveryLockEnabled ?? null,
  bootstrapTokenAllowed: s.BootstrapTokenAllowedForAuthentication ?? null,
  enrolledViaDep: s.ManagementStatus?.EnrolledViaDEP ?? null,
  userApproved: s.ManagementStatus?.UserApprovedEnrollment ?? null,
  activationLockManageable: s.ManagementStatus?.IsActivationLockManageable ?? null,
})

const profileOf = (p: ListedProfile): InstalledProfile => ({
  identifier: p.PayloadIdentifier,
  uuid: p.PayloadUUID ?? null,
  name: p.PayloadDisplayName ?? null,
  organization: p.PayloadOrganization ?? null,
  managed: p.IsManaged ?? null,
  removable: p.PayloadRemovalDisallowed === undefined ? null : !p.PayloadRemovalDisallowed,
  encrypted: p.IsEncrypted ?? null,
  payloads: p.PayloadContent.map(({ PayloadType, PayloadDisplayName }) => ({
    type: PayloadType,
    name: PayloadDisplayName ?? null,
  })),
})
