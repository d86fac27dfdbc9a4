import { z } from 'zod'
import { AdmissionOutcome, AdmissionReason, ClaimedIdentifiers } from './arrival.ts'
import { Id, ListQuery, Timestamp } from './common.ts'

const resource = (kind: string) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^(${kind}/[A-Za-z0-9_-]{1,100})?$`), `must be ${kind}/ and a name, or empty`)

/** Google's ways in: off until a service account is given, and the enterprise or the customer it works for. */
export const GoogleSettings = z.object({
  /** Whose key is kept; null when there is none. */
  serviceAccount: z.string().nullable(),
  /** Android Management API: `enterprises/...`; empty: not used. */
  enterprise: resource('enterprises'),
  /** The policy there that devices get, by the last part of its name. */
  policy: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be letters, digits, dashes and underscores'),
  /** A device that is not admitted is disabled at Google, and enabled again when it is. */
  disableRefused: z.boolean(),
  /** Zero-touch: `customers/...`; empty: not used. */
  zeroTouchCustomer: resource('customers'),
  /** When devices were last read from Google. */
  lastSync: z.object({ at: Timestamp, ok: z.boolean(), message: z.string() }).nullable(),
})
export type GoogleSettings = z.infer<typeof GoogleSettings>

const { enterprise, policy, disableRefused, zeroTouchCustomer } = GoogleSettings.shape
export const GoogleSettingsPut = z.strictObject({
  /** The text of the key file; left out, it stays; null forgets it. */
  serviceAccountKey: z.string().max(20_000).nullish(),
  enterprise: enterprise.optional(),
  policy: policy.optional(),
  disableRefused: disableRefused.optional(),
  zeroTouchCustomer: zeroTouchCustomer.optional(),
})
export type GoogleSettingsPut = z.infer<typeof GoogleSettingsPut>

/** Which ways in are set up, for those who may not read the settings too. */
export const GoogleWays = z.object({
  management: z.boolean(),
  zeroTouch: z.boolean(),
  lastSync: GoogleSettings.shape.lastSync,
  /** Devices are being read, or will be in a moment. */
  reading: z.boolean(),
})
export type GoogleWays = z.infer<typeof GoogleWays>

/** A token at Google for the devices of a bulk enrollment; it ends with that of the bulk enrollment. */
export const GoogleEnrollmentToken = z.object({
  name: z.string(),
  value: z.string(),
  policyName: z.string(),
  expiresAt: Timestamp,
  createdAt: Timestamp,
  /** What its QR code says: Google's text, with the network, language and clock of the configuration. */
  payload: z.record(z.string(), z.unknown()),
  /** The same for the same code, so that a print leads to its list. */
  shortCode: z.string(),
})
export type GoogleEnrollmentToken = z.infer<typeof GoogleEnrollmentToken>

export const GoogleDevice = z.object({
  name: z.string(),
  claimed: ClaimedIdentifiers,
  state: z.string(),
  bulkEnrollmentId: Id.nullable(),
  bulkEnrollmentName: z.string().nullable(),
  outcome: AdmissionOutcome,
  reason: AdmissionReason,
  arrivalId: Id.nullable(),
  deviceId: Id.nullable(),
  deviceIdentifier: z.string().nullable(),
  disabled: z.boolean(),
  enrolledAt: Timestamp.nullable(),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp,
  /** Since when Google does not have it any more. */
  goneAt: Timestamp.nullable(),
  /** Since when it is erased, by an act of an admin. */
  erasedAt: Timestamp.nullable(),
})
export type GoogleDevice = z.infer<typeof GoogleDevice>
export const GoogleDeviceQuery = ListQuery.pick({ limit: true, cursor: true }).extend({
  outcome: AdmissionOutcome.optional(),
})
export type GoogleDeviceQuery = z.output<typeof GoogleDeviceQuery>

export const ZeroTouchDpc = z.object({
  name: z.string(),
  title: z.string(),
  packageName: z.string().nullable(),
})
export type ZeroTouchDpc = z.infer<typeof ZeroTouchDpc>
export const ZeroTouchDpcs = z.object({ items: z.array(ZeroTouchDpc) })
export const ZeroTouchSetup = z.object({
  name: z.string(),
  title: z.string(),
  companyName: z.string().nullable(),
  dpcResourcePath: z.string().nullable(),
  isDefault: z.boolean(),
  /** Whose token is in its extras, while it holds. */
  bulkEnrollment: z.object({ id: Id, name: z.string() }).nullable(),
  /** `none`: no token of ours, or one that was renewed since. */
  tokenState: z.enum(['valid', 'expired', 'none']),
})
export type ZeroTouchSetup = z.infer<typeof ZeroTouchSetup>
export const ZeroTouchSetups = z.object({ items: z.array(ZeroTouchSetup) })

/** Our extras of a bulk enrollment, under an app that Google's list has. */
export const NewZeroTouchSetup = z.strictObject({
  bulkEnrollmentId: Id,
  dpcResourcePath: z.string().trim().min(1).max(300),
  companyName: z.string().trim().min(1).max(100),
  contactEmail: z.email().max(300),
  contactPhone: z.string().trim().min(1).max(60),
  customMessage: z.string().trim().max(1000).optional(),
})
export type NewZeroTouchSetup = z.infer<typeof NewZeroTouchSetup>

/** A device that a reseller has claimed for the customer, and what would become of it if it arrived now. */
export const ZeroTouchEntry = z.object({
  deviceId: z.string(),
  claimed: ClaimedIdentifiers,
  configuration: z.string().nullable(),
  outcome: AdmissionOutcome,
  reason: AdmissionReason,
  summary: z.string(),
  /** The record that it would meet; `deviceId` is Google's. */
  recordId: Id.nullable(),
  deviceIdentifier: z.string().nullable(),
})
export type ZeroTouchEntry = z.infer<typeof ZeroTouchEntry>
export const ZeroTouchEntries = z.object({
  items: z.array(ZeroTouchEntry),
  nextCursor: z.string().nullable(),
})
export const ZeroTouchQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(2000).optional(),
})

/** As many as one order may name. */
export const mostZeroTouchDevices = 500

const deviceIds = z
  .array(
    z
      .string()
      .trim()
      .regex(/^\d{1,30}$/, 'must be the number of a device at Google'),
  )
  .min(1)
  .max(mostZeroTouchDevices)
/** `configuration` null takes theirs away. */
export const ApplyZeroTouch = z.strictObject({
  deviceIds,
  configuration: z
    .string()
    .trim()
    .regex(/^customers\/[\w-]+\/configurations\/[\w-]+$/, 'must be customers/.../configurations/...')
    .nullable(),
})
export type ApplyZeroTouch = z.infer<typeof ApplyZeroTouch>
export const ApplyZeroTouchResult = z.object({
  done: z.int(),
  failed: z.array(z.object({ deviceId: z.string(), message: z.string() })),
})
export type ApplyZeroTouchResult = z.infer<typeof ApplyZeroTouchResult>

/** What would become of the devices, if they arrived after the order. */
export const ZeroTouchPreview = z.object({
  items: z.array(ZeroTouchEntry),
  /** Devices that the customer does not have. */
  missing: z.array(z.string()),
})
export type ZeroTouchPreview = z.infer<typeof ZeroTouchPreview>
