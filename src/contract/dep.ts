import { z } from 'zod'
import { Id, ListQuery, Name, Timestamp } from './common.ts'
import { Authentication, Serial } from './device.ts'

/** What Apple last told us about the account; each has a sentence and a way out in the console. */
export const DepAccountState = z.enum([
  'no-token',
  'ok',
  'token-expired',
  'token-invalid',
  /** A newer token was downloaded at Apple, which ends this one. */
  'token-replaced',
  /** Apple refuses the signature, and this server's clock differs from Apple's. */
  'clock-wrong',
  'terms-not-accepted',
  'access-denied',
  'throttled',
  'unavailable',
])
export type DepAccountState = z.infer<typeof DepAccountState>

export const DepSync = z.object({
  id: Id,
  mode: z.enum(['delta', 'full']),
  state: z.enum(['running', 'done', 'failed']),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  pages: z.int(),
  received: z.int(),
  added: z.int(),
  changed: z.int(),
  removed: z.int(),
  error: z.string().nullable(),
  /** Null while it waits for a server; `startedAt` is when it was asked for. */
  begunAt: Timestamp.nullable(),
})
export type DepSync = z.infer<typeof DepSync>

/** What the record of a device gets that is added as pre-enrolled; names, as everywhere (H8, H10). */
export const DepAccountDefaults = z.object({
  groups: z.array(z.string()),
  template: z.string().nullable(),
  authentication: Authentication,
})

export const DepAccount = z.object({
  id: Id,
  name: z.string(),
  state: DepAccountState,
  /** In words, with what to do; null when all is well. */
  stateText: z.string().nullable(),
  appleCode: z.string().nullable(),
  serverName: z.string().nullable(),
  serverUuid: z.string().nullable(),
  organizationName: z.string().nullable(),
  adminId: z.string().nullable(),
  tokenExpiresAt: Timestamp.nullable(),
  addAsPreEnrolled: z.boolean(),
  defaultProfileId: Id.nullable(),
  syncIntervalHours: z.int(),
  defaults: DepAccountDefaults,
  /** When the key pair of a renewal was made; it waits for the token that Apple makes for it. */
  newKeyPairAt: Timestamp.nullable(),
  deviceCount: z.int(),
  failedAssignments: z.int(),
  waitingAssignments: z.int(),
  /** Of the last reconciliations. */
  openDifferences: z.int(),
  lastSync: DepSync.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type DepAccount = z.infer<typeof DepAccount>
export const NewDepAccount = z.strictObject({ name: Name })
export const DepAccountPatch = z.strictObject({
  name: Name.optional(),
  addAsPreEnrolled: z.boolean().optional(),
  defaultProfileId: Id.nullish(),
  syncIntervalHours: z.int().min(1).max(168).optional(),
  /** For devices that are added from now on; what is left out stays. */
  defaults: z
    .strictObject({
      groups: z.array(Name).max(100).optional(),
      template: Name.nullish(),
      authentication: Authentication.optional(),
    })
    .optional(),
})
/** Only for an account that really moves to another MDM server at Apple. */
export const PutToken = z.object({ confirmOtherServer: z.stringbool().optional() })
export const StartSync = z.strictObject({ mode: z.enum(['delta', 'full']).default('delta') })

export const DepDevice = z.object({
  serial: z.string(),
  accountId: Id,
  account: z.string(),
  model: z.string().nullable(),
  description: z.string().nullable(),
  color: z.string().nullable(),
  assetTag: z.string().nullable(),
  family: z.string().nullable(),
  os: z.string().nullable(),
  profileStatus: z.string(),
  profileUuid: z.string().nullable(),
  profileName: z.string().nullable(),
  profileAssignedAt: Timestamp.nullable(),
  profilePushedAt: Timestamp.nullable(),
  assignedBy: z.string().nullable(),
  assignedAt: Timestamp.nullable(),
  goneSince: Timestamp.nullable(),
  deviceId: Id.nullable(),
  deviceIdentifier: z.string().nullable(),
  /** The last answer of Apple to an assignment of this device. */
  assignment: z
    .object({
      profileId: Id.nullable(),
      state: z.enum(['waiting', 'assigned', 'failed']),
      appleStatus: z.string().nullable(),
      message: z.string().nullable(),
      nextTryAt: Timestamp.nullable(),
      /** The assignment rule that chose the profile. */
      rule: z.string().nullable().default(null),
      requestedBy: z.string().optional(),
    })
    .nullable(),
  /** Apple gave it in place of another one, which is known when Apple has been asked. */
  isReplacement: z.boolean(),
  replaces: z
    .object({
      serial: z.string(),
      on: z.string().nullable(),
      deviceId: Id.nullable(),
      deviceIdentifier: z.string().nullable(),
    })
    .nullable(),
  /** The serial number of the device that Apple gave in its place. */
  replacedBy: z.string().nullable(),
  /** Given up for good from here. */
  disownedAt: Timestamp.nullable(),
  disownedBy: z.string().nullable(),
  updatedAt: Timestamp,
})
export type DepDevice = z.infer<typeof DepDevice>
export const DepDeviceQuery = ListQuery.extend({
  account: z.string().optional(),
  profileStatus: z.string().optional(),
  family: z.string().optional(),
  /** The id of a profile, or its UUID: the devices that have it at Apple, or are to get it. */
  profile: z.string().max(64).optional(),
  unassigned: z.stringbool().optional(),
  /** Devices that left their account instead of those that are there. */
  gone: z.stringbool().optional(),
  /** `account`: all devices of one account together, then by serial number. */
  sort: z.enum(['serial', '-serial', 'account']).default('serial'),
})

const CertificateText = z.string().trim().min(1).max(100_000)

/** Apple's fields of a profile in our spelling; limits of `apple-dep.md` section 4. */
export const DepProfileFields = z.strictObject({
  profileName: z.string().trim().min(1).max(125),
  url: z.url().max(2000),
  configurationWebUrl: z.url().max(2000).nullish(),
  isSupervised: z.boolean().default(true),
  isMandatory: z.boolean().default(true),
  isMdmRemovable: z.boolean().default(false),
  awaitDeviceConfigured: z.boolean().default(true),
  autoAdvanceSetup: z.boolean().default(false),
  allowPairing: z.boolean().default(true),
  isMultiUser: z.boolean().default(false),
  /** iOS and visionOS 26 and later; sent only when true. */
  isReturnToService: z.boolean().default(false),
  doNotUseProfileFromBackup: z.boolean().default(false),
  department: z.string().trim().min(1).max(125).nullish(),
  supportPhoneNumber: z.string().trim().min(1).max(50).nullish(),
  supportEmailAddress: z.string().trim().min(1).max(250).nullish(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/, 'must be two or three lower-case letters')
    .nullish(),
  region: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters')
    .nullish(),
  orgMagic: z.string().trim().min(1).max(256).nullish(),
  /** PEM, or DER in base64; stored and sent as DER in standard base64. */
  anchorCerts: z.array(CertificateText).max(20).optional(),
  supervisingHostCerts: z.array(CertificateText).max(20).optional(),
  skipSetupItems: z.array(z.string().min(1).max(100)).max(200).default([]),
  /**
   * Every pane that this version of Muster knows is skipped, beside those of `skipSetupItems`. Apple has no word for panes to come:
   * when a later version of Muster knows more, the profile tells (`newPanes`), and its next version skips them too.
   */
  skipAllPanes: z.boolean().default(false),
})
export type DepProfileFields = z.infer<typeof DepProfileFields>

/** As it is kept. What somebody else defined at Apple need not have an address of our form. */
export const StoredDepProfileFields = DepProfileFields.extend({ url: z.string(), profileName: z.string() })

const removableNeedsSupervision = {
  check: (profile: { isMdmRemovable?: boolean | undefined; isSupervised?: boolean | undefined }) =>
    profile.isMdmRemovable !== false || profile.isSupervised !== false,
  message: 'a profile that cannot be removed needs supervision',
}
export const NewDepProfile = DepProfileFields.extend({
  accountId: Id,
  url: z.url().max(2000).optional(),
}).refine(removableNeedsSupervision.check, {
  path: ['isMdmRemovable'],
  error: removableNeedsSupervision.message,
})
export type NewDepProfile = z.infer<typeof NewDepProfile>

/** Defined here, or by another server or script and read at Apple. */
export const DepProfileOrigin = z.enum(['muster', 'elsewhere'])

/** One of the profiles that Apple holds of a line; an edit is another version with another UUID. */
export const DepProfileVersion = z.object({
  id: Id,
  uuid: z.string(),
  version: z.int(),
  name: z.string(),
  origin: DepProfileOrigin,
  /** Devices that have it at Apple, or have taken it. */
  assignedCount: z.int(),
  /** Those of them that have taken it: they keep it until they are erased. */
  pushedCount: z.int(),
  /** Devices that Apple has not been asked for, or is to be asked again. */
  waitingCount: z.int(),
  createdAt: Timestamp,
  createdBy: z.string(),
})
export type DepProfileVersion = z.infer<typeof DepProfileVersion>

export const DepProfile = DepProfileVersion.omit({ name: true }).extend({
  accountId: Id,
  account: z.string(),
  fields: StoredDepProfileFields,
  /** The JSON as Apple has it. */
  sent: z.record(z.string(), z.unknown()),
  /** The account gives it to new devices. */
  isDefault: z.boolean(),
  /** The version that took over; null for the latest. */
  nextId: Id.nullable(),
  /** All versions that are kept, latest first, this one among them. */
  versions: z.array(DepProfileVersion),
  /** Panes that this version of Muster knows and the profile does not skip although it is to skip all. */
  newPanes: z.array(z.string()),
})
export type DepProfile = z.infer<typeof DepProfile>

export const DepProfileQuery = ListQuery.extend({
  account: z.string().optional(),
  /** `assigned`: devices have a version of it; `defined`: none has. */
  use: z.enum(['assigned', 'defined']).optional(),
  origin: DepProfileOrigin.optional(),
})

export const Serials = z.strictObject({ serials: z.array(Serial).min(1).max(10_000) })
export const AssignDepProfile = Serials
/** Apple's own word for each device. */
export const DepDeviceResult = z.object({
  serial: z.string(),
  status: z.string(),
  assigned: z.boolean(),
  message: z.string(),
  nextTryAt: Timestamp.nullable(),
})
export const DepResults = z.object({ results: z.array(DepDeviceResult), succeeded: z.int(), failed: z.int() })
export type DepResults = z.infer<typeof DepResults>

/** WSO2's dialog: exactly one of user and login (W18..W22). */
export const DepEnrollment = z.strictObject({
  username: z.string().trim().min(1).max(100).nullish(),
  loginRequired: z.boolean(),
  agentInstallRequired: z.boolean().default(false),
})

/** Versions of the system; null where no source tells. */
export const SkipSetupItemPlatform = z.object({
  introduced: z.string().nullable(),
  deprecated: z.string().nullable(),
  removed: z.string().nullable().default(null),
  /** The pane may come before the profile is fetched. */
  alwaysSkippable: z.boolean().default(true),
  unconfirmed: z.boolean().default(false),
})
export const SkipSetupItem = z.object({
  key: z.string(),
  title: z.string(),
  description: z.string(),
  /** withdrawn: listed by Apple once and then dropped; historical: in no list of Apple's that is known. */
  status: z.enum(['current', 'deprecated', 'removed', 'withdrawn', 'historical']),
  /** iOS covers iPadOS. */
  platforms: z.partialRecord(z.enum(['iOS', 'macOS', 'tvOS', 'visionOS']), SkipSetupItemPlatform),
})
export type SkipSetupItem = z.infer<typeof SkipSetupItem>
