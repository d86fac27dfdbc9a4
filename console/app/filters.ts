import { z } from 'zod'
import { AdmissionOutcome, AdmissionReason, Channel } from '../../src/contract/arrival.ts'
import { DepRevisionDeviceState } from '../../src/contract/dep-profile.ts'
import { DifferenceKind, DifferenceState } from '../../src/contract/dep-reconciliation.ts'
import { DepAssignmentReason } from '../../src/contract/dep-assignment.ts'
import { DeviceSource, DeviceStatus, deviceSorts, Platform } from '../../src/contract/device.ts'
import { RowOutcome } from '../../src/contract/import.ts'
import { RequestChannel, RequestStatus } from '../../src/contract/enrollment-request.ts'
import { JobState } from '../../src/contract/job.ts'
import { MailState } from '../../src/contract/mail.ts'
import { PolicyKindName } from '../../src/contract/policy-content.ts'
import { bulkSteps } from '../bulk/setup/bulk-steps.ts'
import { importSteps } from '../imports/import-steps.ts'
import { requestSteps } from '../requests/request-steps.ts'
import { filtersOf } from './address.ts'

const text = z.string().max(200)

/** What the address of each list may hold. */
export const signInSearch = filtersOf({ next: z.string().max(2000) })
export const searchOnly = filtersOf({ q: text })
export type DeviceFilters = ReturnType<typeof deviceFilters>
export const deviceFilters = filtersOf({
  q: text,
  status: DeviceStatus.or(z.literal('pre-enrolled')),
  ready: z.enum(['true', 'false']),
  platform: Platform,
  source: DeviceSource,
  group: text,
  tag: text,
  user: text,
  depAccount: text,
  sort: z.enum(deviceSorts),
})
export type ImportSearch = ReturnType<typeof importSearch>
export const importSearch = filtersOf({
  step: z.enum(importSteps),
  q: text,
  outcome: RowOutcome,
  problem: text,
  with: z.enum(['clear', 'mail']),
})
export const mailFilters = filtersOf({ state: MailState, device: z.uuid(), import: z.uuid() })
export const requestFilters = filtersOf({
  q: text,
  status: RequestStatus,
  channel: RequestChannel,
  device: z.uuid(),
  user: text,
})
export const newRequestSearch = filtersOf({ at: z.enum(requestSteps) })
export const bulkDeviceFilters = filtersOf({ q: text, status: DeviceStatus })
export const bulkSetupSearch = filtersOf({ at: z.enum(bulkSteps), import: z.uuid() })
export const arrivalFilters = filtersOf({
  q: text,
  outcome: AdmissionOutcome,
  reason: AdmissionReason,
  channel: Channel,
  /** The arrival whose steps are shown. */
  show: z.uuid(),
})
export type DepDeviceFilters = ReturnType<typeof depDeviceFilters>
export const depDeviceFilters = filtersOf({
  q: text,
  account: text,
  profileStatus: text,
  family: text,
  profile: text,
  unassigned: z.enum(['true', 'false']),
  gone: z.enum(['true', 'false']),
  sort: z.enum(['serial', '-serial', 'account']),
})
export const depProfileFilters = filtersOf({
  q: text,
  use: z.enum(['assigned', 'defined']),
  account: text,
})
export const depRevisionFilters = filtersOf({ q: text, state: DepRevisionDeviceState })
export const differenceFilters = filtersOf({
  q: text,
  kind: DifferenceKind,
  /** Nothing said: those that wait for a decision. */
  state: DifferenceState.or(z.literal('any')),
  reconciliation: z.uuid(),
})
export const depAssignmentFilters = filtersOf({
  q: text,
  state: z.enum(['waiting', 'failed']),
  reason: DepAssignmentReason,
  account: text,
  run: z.uuid(),
})
export const depRulesSearch = filtersOf({ account: z.uuid() })
export const policyFilters = filtersOf({ q: text, kind: PolicyKindName })
/** The kind comes first; who gets the policy may be known from where one comes. */
export const newPolicySearch = filtersOf({ kind: PolicyKindName, group: text, template: text })
export const auditFilters = filtersOf({ q: text, actor: text, action: text, target: text })
export const jobFilters = filtersOf({ state: JobState, kind: text })
export const googleDeviceFilters = filtersOf({ outcome: AdmissionOutcome, show: z.uuid() })
export const zeroTouchSearch = filtersOf({ at: z.enum(['devices', 'configurations']) })
/** What an arrival of an unknown device already told. */
export const newDeviceSearch = filtersOf({ serial: text, platform: Platform })
export const whatIfSearch = filtersOf({ serial: text })
