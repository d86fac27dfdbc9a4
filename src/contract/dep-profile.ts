import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'
import { DepProfileFields, DepProfileVersion, StoredDepProfileFields } from './dep.ts'

/** What Apple takes but what may not do what was meant. */
export const DepProfileWarning = z.object({ pointer: z.string(), code: z.string(), message: z.string() })
export type DepProfileWarning = z.infer<typeof DepProfileWarning>

/** The account does not matter to what is sent. */
export const PreviewDepProfile = DepProfileFields.extend({
  accountId: Id.nullish(),
  url: z.url().max(2000).nullish(),
})
export const DepProfilePreview = z.object({
  /** Exactly the JSON that Apple would get. */
  sent: z.record(z.string(), z.unknown()),
  warnings: z.array(DepProfileWarning),
})
export type DepProfilePreview = z.infer<typeof DepProfilePreview>

/** A profile with Apple's own names, as other servers keep it. */
export const ReadDepProfileJson = z.strictObject({ json: z.record(z.string(), z.unknown()) })
export const DepProfileOfJson = z.object({
  /** For the form; what the JSON leaves out is as Apple understands it. */
  fields: StoredDepProfileFields.partial(),
  /** Members that are no fields of a profile. */
  unknown: z.array(z.string()),
  warnings: z.array(DepProfileWarning),
  errors: z.array(DepProfileWarning),
})
export type DepProfileOfJson = z.infer<typeof DepProfileOfJson>

/** Apple's UUID in any letter case, with or without dashes. */
export const AdoptDepProfile = z.strictObject({ uuid: z.string().trim().min(16).max(64) })

/** Base64 of whole files, PEM or DER. */
export const ReadCertificates = z.strictObject({
  files: z.array(z.base64().min(1).max(200_000)).min(1).max(40),
})
export const CertificateFacts = z.object({
  /** DER in standard base64: what a profile holds. */
  der: z.string(),
  subject: z.string(),
  issuer: z.string(),
  notBefore: Timestamp,
  notAfter: Timestamp,
  state: z.enum(['valid', 'expired', 'not-yet-valid']),
  /** SHA-256 of the DER, as certificate viewers write it. */
  fingerprint: z.string(),
  isCa: z.boolean(),
})
export type CertificateFacts = z.infer<typeof CertificateFacts>
export const CertificateList = z.object({ certificates: z.array(CertificateFacts) })

const FieldValue = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()])

/** One field that two versions have differently; lists are compared as sets. Null: nothing. */
export const DepProfileChange = z.object({
  field: z.string(),
  before: FieldValue,
  after: FieldValue,
  added: z.array(z.string()).optional(),
  removed: z.array(z.string()).optional(),
})
export type DepProfileChange = z.infer<typeof DepProfileChange>
export const CompareQuery = z.object({ with: z.string().trim().min(1).max(64) })
export const DepProfileComparison = z.object({
  left: DepProfileVersion,
  right: DepProfileVersion,
  changes: z.array(DepProfileChange),
})

/** All fields of the next version; the account is that of the profile. */
export const ReviseDepProfile = DepProfileFields.extend({ url: z.url().max(2000).nullish() })
export type ReviseDepProfile = z.infer<typeof ReviseDepProfile>

export const RevisePreview = z.object({
  /** The version that would be defined. */
  version: z.int(),
  /** Devices that would be assigned the next version. */
  devices: z.int(),
  /** Those of them that have taken a version: it works for them when they are erased. */
  pushed: z.int(),
  /** Those for which Apple has not been asked yet. */
  waiting: z.int(),
  /** Those that Apple asks to leave alone for a while. */
  throttled: z.int(),
  /** The account gives the next version to new devices from then on. */
  isDefault: z.boolean(),
  /** Calls to Apple, each for up to 1,000 devices. */
  calls: z.int(),
  changes: z.array(DepProfileChange),
  sent: z.record(z.string(), z.unknown()),
  warnings: z.array(DepProfileWarning),
})
export type RevisePreview = z.infer<typeof RevisePreview>

export const DepRevision = z.object({
  id: Id,
  accountId: Id,
  profileId: Id,
  profileName: z.string(),
  uuid: z.string(),
  version: z.int(),
  previousId: Id.nullable(),
  /** incomplete: Apple refused some devices for good; superseded: a later version took over. */
  state: z.enum(['running', 'done', 'incomplete', 'superseded']),
  total: z.int(),
  /** Apple's own record shows the new version. */
  confirmed: z.int(),
  waiting: z.int(),
  /** Apple could not do it, so far or for good. */
  failed: z.int(),
  throttled: z.int(),
  /** Gone from Apple, or another profile was wanted for them since. */
  left: z.int(),
  /** Those of all that had taken an earlier version and keep it until they are erased. */
  pushed: z.int(),
  /** When Apple is asked next, if that is known. */
  nextTryAt: Timestamp.nullable(),
  changes: z.array(DepProfileChange),
  createdAt: Timestamp,
  createdBy: z.string(),
  endedAt: Timestamp.nullable(),
})
export type DepRevision = z.infer<typeof DepRevision>

export const DepRevisionDeviceState = z.enum(['confirmed', 'waiting', 'failed', 'throttled', 'left'])
export const DepRevisionDevice = z.object({
  serial: z.string(),
  model: z.string().nullable(),
  state: DepRevisionDeviceState,
  wasPushed: z.boolean(),
  appleStatus: z.string().nullable(),
  message: z.string(),
  nextTryAt: Timestamp.nullable(),
})
export type DepRevisionDevice = z.infer<typeof DepRevisionDevice>
export const DepRevisionDeviceQuery = ListQuery.extend({ state: DepRevisionDeviceState.optional() })
export const DepRevisionQuery = ListQuery.extend({ profile: z.string().max(64).optional() })
