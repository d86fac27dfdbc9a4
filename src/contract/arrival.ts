import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'

export const Channel = z.enum(['ade', 'link', 'android'])
export type Channel = z.infer<typeof Channel>
export const AdmissionOutcome = z.enum(['admit', 'challenge', 'refuse'])
export type AdmissionOutcome = z.infer<typeof AdmissionOutcome>

/** Why an arrival ended as it did. Stable, as problem codes are. */
export const AdmissionReason = z.enum([
  'admitted',
  'login-needed',
  'code-needed',
  'terms-needed',
  'ownership-needed',
  'wrong-code',
  'ambiguous-code',
  'wrong-login',
  'unknown-user',
  'wrong-user',
  'too-many-tries',
  'sign-on-unavailable',
  'sign-on-failed',
  'page-expired',
  'page-used',
  'page-foreign',
  'identity-unverified',
  'unknown-device',
  'ambiguous-device',
  'withdrawn',
  'expired',
  'wrong-channel',
  'restriction-failed',
  'wrong-platform',
  'already-registered',
])
export type AdmissionReason = z.infer<typeof AdmissionReason>

/** One rule's verdict in plain words, with what it saw. */
export const AdmissionStep = z.object({
  rule: z.string(),
  verdict: z.enum(['pass', 'stop', 'note']),
  text: z.string(),
  facts: z.record(z.string(), z.unknown()),
})
export type AdmissionStep = z.infer<typeof AdmissionStep>

const claim = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must not have control characters')
  .nullish()

export const ClaimedIdentifiers = z.object({
  serial: claim,
  udid: claim,
  imei: claim,
  imei2: claim,
  meid: claim,
  wifiMac: claim,
  manufacturer: claim,
  brand: claim,
  product: claim,
  osVersion: claim,
})
export type ClaimedIdentifiers = z.infer<typeof ClaimedIdentifiers>

export const Arrival = z.object({
  id: Id,
  /** Short enough to be read out on the telephone. */
  shortCode: z.string(),
  at: Timestamp,
  channel: Channel,
  claimed: ClaimedIdentifiers,
  verified: z.boolean(),
  outcome: AdmissionOutcome,
  reason: AdmissionReason,
  summary: z.string(),
  deviceId: Id.nullable(),
  deviceIdentifier: z.string().nullable(),
  address: z.string().nullable(),
  /** Who signed in at the device. */
  userName: z.string().nullable(),
  decision: z.object({ steps: z.array(AdmissionStep) }),
})
export type Arrival = z.infer<typeof Arrival>

export const ArrivalQuery = ListQuery.extend({
  outcome: AdmissionOutcome.optional(),
  reason: AdmissionReason.optional(),
  channel: Channel.optional(),
  device: Id.optional(),
})

export const WhatIf = z.strictObject({
  channel: Channel.default('ade'),
  claimed: ClaimedIdentifiers,
  /** For the channel `android`: the bulk enrollment whose token the device would bring. */
  bulkEnrollmentId: Id.nullish(),
})
export type WhatIf = z.output<typeof WhatIf>
export const WhatIfAnswer = z.object({
  outcome: AdmissionOutcome,
  reason: AdmissionReason,
  summary: z.string(),
  deviceIdentifier: z.string().nullable(),
  userName: z.string().nullable(),
  steps: z.array(AdmissionStep),
})
