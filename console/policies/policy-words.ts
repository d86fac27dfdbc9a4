import {
  type Icon,
  IconApps,
  IconBan,
  IconCertificate,
  IconFileSettings,
  IconLock,
  IconWifi,
  IconWorld,
} from '@tabler/icons-react'
import type { DeviceStatus } from '../../src/contract/device.ts'
import type { PolicyReason, PolicyState } from '../../src/contract/policy.ts'
import { type PolicyKind, policyKinds } from '../../src/contract/policy-content.ts'
import { t } from '../texts/t.ts'

export const kindIcons: Record<PolicyKind, Icon> = {
  certificate: IconCertificate,
  wifi: IconWifi,
  passcode: IconLock,
  restrictions: IconBan,
  'web-clip': IconWorld,
  'configuration-profile': IconFileSettings,
  app: IconApps,
}

export const kindOptions = policyKinds.map((value) => ({ value, label: t(`policy-kind.${value}`) }))

/** A device that has yet to enroll gets it then, and nothing is on its way. */
export const stateOf = (state: PolicyState, device: DeviceStatus): string =>
  state === 'pending' && device !== 'enrolled' ? 'with-enrollment' : state

export function reasonText({ kind, name, template }: PolicyReason): string {
  if (template !== undefined) return t('device.policies.template-group', { name, template })
  return kind === 'group' ? t('device.policies.group', { name }) : t('device.policies.template', { name })
}
