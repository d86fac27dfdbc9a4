import { z } from 'zod'
import { Timestamp } from './common.ts'

/** A device that Google manages for a record, as Google said it when it was read last. Its words are Google's. */
export const ManagedByGoogle = z.object({
  name: z.string(),
  /** ACTIVE, DISABLED and others: what was wanted; `appliedState` is what the device did of it. */
  state: z.string(),
  appliedState: z.string().nullable(),
  policy: z.string().nullable(),
  appliedPolicy: z.string().nullable(),
  policyCompliant: z.boolean().nullable(),
  androidVersion: z.string().nullable(),
  apiLevel: z.int().nullable(),
  securityPatch: z.string().nullable(),
  /** SECURE, AT_RISK, POTENTIALLY_COMPROMISED. */
  posture: z.string().nullable(),
  managementMode: z.string().nullable(),
  ownership: z.string().nullable(),
  lastReportAt: Timestamp.nullable(),
  lastPolicySyncAt: Timestamp.nullable(),
  enrolledAt: Timestamp.nullable(),
  /** Whether Muster has disabled it. */
  disabled: z.boolean(),
  lastReadAt: Timestamp,
  /** Since when it is erased, by an act here. */
  erasedAt: Timestamp.nullable(),
  /** Since when Google does not have it any more. */
  goneAt: Timestamp.nullable(),
})
export type ManagedByGoogle = z.infer<typeof ManagedByGoogle>
