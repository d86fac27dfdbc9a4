import { z } from 'zod'
import type { PlistDict } from '../plist/plist.ts'
import type { Command } from './command.ts'
import { flag, text } from './fields.ts'
import { check } from './read-message.ts'

/** Right 1024. */
export const securityInfo = (): Command => ({ RequestType: 'SecurityInfo' })

const part = <S extends z.ZodRawShape>(shape: S) => z.object(shape).optional().catch(undefined)

/** Which members there are differs by platform and version; those of another type are left out. */
const SecurityInfo = z.object({
  PasscodePresent: flag,
  PasscodeCompliant: flag,
  PasscodeCompliantWithProfiles: flag,
  FDE_Enabled: flag,
  FDE_HasPersonalRecoveryKey: flag,
  FDE_HasInstitutionalRecoveryKey: flag,
  SystemIntegrityProtectionEnabled: flag,
  AuthenticatedRootVolumeEnabled: flag,
  IsRecoveryLockEnabled: flag,
  RemoteDesktopEnabled: flag,
  BootstrapTokenAllowedForAuthentication: text,
  FirewallSettings: part({ FirewallEnabled: flag, BlockAllIncoming: flag, StealthMode: flag }),
  SecureBoot: part({ SecureBootLevel: text, ExternalBootLevel: text }),
  ManagementStatus: part({
    EnrolledViaDEP: flag,
    UserApprovedEnrollment: flag,
    IsUserEnrollment: flag,
    IsActivationLockManageable: flag,
  }),
})
export type SecurityInfo = z.infer<typeof SecurityInfo>

/** The result in an acknowledged `SecurityInfo`. @throws {MdmError} when there is none */
export const readSecurityInfo = (content: PlistDict): SecurityInfo =>
  check(z.object({ SecurityInfo }), content, 'The answer to SecurityInfo').SecurityInfo
