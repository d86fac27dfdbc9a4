import type { PlistDict } from '../../protocol/plist/plist.ts'
import type { Hardware } from './hardware.ts'

type State = { supervised: boolean; passcode?: boolean }

/** What `SecurityInfo` says: Macs have other things to say than phones. */
export function securityInfo({ model }: Hardware, { supervised, passcode = true }: State): PlistDict {
  const management = {
    EnrolledViaDEP: supervised,
    UserApprovedEnrollment: true,
    IsUserEnrollment: false,
    IsActivationLockManageable: supervised,
  }
  if (model.family !== 'Mac')
    return {
      HardwareEncryptionCaps: 3,
      PasscodePresent: passcode,
      PasscodeCompliant: passcode,
      PasscodeCompliantWithProfiles: passcode,
      PasscodeLockGracePeriodEnforced: 0,
      ManagementStatus: management,
    }
  return {
    FDE_Enabled: true,
    FDE_HasPersonalRecoveryKey: true,
    FDE_HasInstitutionalRecoveryKey: false,
    FirewallSettings: { FirewallEnabled: true, BlockAllIncoming: false, StealthMode: false },
    SystemIntegrityProtectionEnabled: true,
    AuthenticatedRootVolumeEnabled: true,
    SecureBoot: { SecureBootLevel: 'full', ExternalBootLevel: 'not supported' },
    BootstrapTokenAllowedForAuthentication: 'allowed',
    IsRecoveryLockEnabled: false,
    RemoteDesktopEnabled: false,
    ManagementStatus: management,
  }
}
