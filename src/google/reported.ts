import type { ManagedByGoogle } from '../contract/google-managed.ts'
import { storable } from '../platform/db/storable.ts'
import type { ManagedDevice } from '../protocol/google/android-management.ts'

/** What is kept of what Google says of a device, beside its numbers and its state. */
export type Reported = Pick<
  ManagedByGoogle,
  | 'appliedState'
  | 'policy'
  | 'appliedPolicy'
  | 'policyCompliant'
  | 'androidVersion'
  | 'apiLevel'
  | 'securityPatch'
  | 'posture'
  | 'managementMode'
  | 'ownership'
  | 'lastReportAt'
  | 'lastPolicySyncAt'
>

export const reportedOf = (device: ManagedDevice): Reported => ({
  appliedState: said(device.appliedState),
  policy: said(device.policyName),
  appliedPolicy: said(device.appliedPolicyName),
  policyCompliant: device.policyCompliant ?? null,
  androidVersion: said(device.softwareInfo?.androidVersion),
  apiLevel: device.apiLevel ?? null,
  securityPatch: said(device.softwareInfo?.securityPatchLevel),
  posture: said(device.securityPosture?.devicePosture),
  managementMode: said(device.managementMode),
  ownership: said(device.ownership),
  lastReportAt: timeOf(device.lastStatusReportTime),
  lastPolicySyncAt: timeOf(device.lastPolicySyncTime),
})

const said = (text: string | undefined): string | null => (text && storable(text)) || null

export const timeOf = (text: string | undefined): string | null =>
  text === undefined || Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString()
