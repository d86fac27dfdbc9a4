import { z } from 'zod'
import { Id, ListQuery, longText, Name, Timestamp } from './common.ts'
import { DeviceStatus, Identifier, Imei, Meid, Serial } from './device.ts'
import { UserName } from './user.ts'

/** I25..I27: a token holds 7 days unless said otherwise, and can be set to end 7 to 99 days from now. */
export const tokenDays = { least: 7, most: 99, initial: 7 } as const

export const TokenDays = z
  .int()
  .min(tokenDays.least, `must be ${tokenDays.least} to ${tokenDays.most} days`)
  .max(tokenDays.most, `must be ${tokenDays.least} to ${tokenDays.most} days`)

export const AttributeType = z.enum(['text', 'number', 'boolean', 'date'])
export type AttributeType = z.infer<typeof AttributeType>

/** A custom attribute that the devices of a bulk enrollment may have. Values are text; the type says which texts are valid. */
export const AttributeRule = z.strictObject({
  name: z.string().trim().min(1).max(100),
  type: AttributeType.default('text'),
  required: z.boolean().default(false),
  /** The only values there are; empty: any of the type. */
  values: z.array(z.string().max(1000)).max(100).default([]),
})
export type AttributeRule = z.infer<typeof AttributeRule>

export const AttributeRules = z
  .array(AttributeRule)
  .max(100)
  .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, 'has a name twice')

const AttributeName = z.string().trim().min(1).max(100)
/** Null takes one away. */
const GivenAttributes = z.record(AttributeName, z.string().max(1000).nullable())

/** What devices have where the list says nothing. */
export const DefaultAttributes = z
  .record(AttributeName, z.string().trim().min(1).max(1000))
  .refine((values) => Object.keys(values).length <= 100, 'has more than 100 names')

/** A list of Android devices that enroll with one token and one QR code (I1..I48). */
export const BulkEnrollment = z.object({
  id: Id,
  name: Name,
  description: z.string().nullable(),
  type: z.literal('Self Maintained'),
  /** I12: custom attributes are given by the identifiers alone; there is no token. */
  withoutToken: z.boolean(),
  /** Null without a token, and for those who may not change bulk enrollments. */
  token: z.string().nullable(),
  tokenExpiresAt: Timestamp.nullable(),
  tokenState: z.enum(['valid', 'expired', 'none']),
  userName: z.string().nullable(),
  /** Beside custom attributes of any name; empty: whatever the list has. */
  attributes: z.array(AttributeRule),
  /** What a device of the list has where the list says nothing. */
  defaultAttributes: z.record(z.string(), z.string()),
  /** Whether later lists change the custom attributes of enrolled devices; else those are set once. */
  attributesFollowList: z.boolean(),
  deviceCount: z.int(),
  /** Of those, how many have not enrolled yet. */
  waitingCount: z.int(),
  /** When the list of its devices was last changed (I33). */
  listUpdatedAt: Timestamp.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type BulkEnrollment = z.infer<typeof BulkEnrollment>

export const NewBulkEnrollment = z.strictObject({
  name: Name,
  description: longText(1000).nullish(),
  withoutToken: z.boolean().default(false),
  userName: UserName.nullish(),
  expiresInDays: TokenDays.optional(),
  attributes: AttributeRules.default([]),
  defaultAttributes: DefaultAttributes.default({}),
  attributesFollowList: z.boolean().default(false),
})
export type NewBulkEnrollment = z.infer<typeof NewBulkEnrollment>

export const BulkEnrollmentPatch = z.strictObject({
  name: Name.optional(),
  description: longText(1000).nullish(),
  userName: UserName.nullish(),
  attributes: AttributeRules.optional(),
  defaultAttributes: DefaultAttributes.optional(),
  attributesFollowList: z.boolean().optional(),
})
export type BulkEnrollmentPatch = z.infer<typeof BulkEnrollmentPatch>

export const BulkEnrollmentQuery = ListQuery
export type BulkEnrollmentQuery = z.output<typeof BulkEnrollmentQuery>

export const ExtendToken = z.strictObject({ days: TokenDays })

/** A device of a bulk enrollment; the whole of it is at `/devices/{id}`. */
export const BulkDevice = z.object({
  id: Id,
  identifier: z.string(),
  imei: z.string().nullable(),
  imei2: z.string().nullable(),
  meid: z.string().nullable(),
  serial: z.string().nullable(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  userName: z.string().nullable(),
  customAttributes: z.record(z.string(), z.string()),
  status: DeviceStatus,
  enrolledAt: Timestamp.nullable(),
})
export type BulkDevice = z.infer<typeof BulkDevice>
export const BulkDeviceQuery = ListQuery.extend({ status: DeviceStatus.optional() })
export type BulkDeviceQuery = z.output<typeof BulkDeviceQuery>

const shortText = z.string().trim().max(100)

const bulkDeviceFields = {
  imei: Imei.nullish(),
  imei2: Imei.nullish(),
  meid: Meid.nullish(),
  serial: Serial.nullish(),
  manufacturer: shortText.nullish(),
  model: shortText.nullish(),
}

/** I42. Without an identifier the device is called after its numbers; null is an attribute that it has not, not even the default. */
export const NewBulkDevice = z.strictObject({
  identifier: Identifier.optional(),
  ...bulkDeviceFields,
  customAttributes: GivenAttributes.optional(),
})
export type NewBulkDevice = z.infer<typeof NewBulkDevice>

/** I45 Edit: one change for one device or for a selection; null clears. Numbers are each device's own. */
export const ChangeBulkDevices = z.strictObject({
  ids: z.array(Id).min(1).max(500),
  set: z.strictObject({
    ...bulkDeviceFields,
    customAttributes: GivenAttributes.optional(),
  }),
})
export type ChangeBulkDevices = z.infer<typeof ChangeBulkDevices>

export const DeleteBulkDevices = z.strictObject({ ids: z.array(Id).min(1).max(10_000) })

/** What became of a selection: enrolled devices stay, with the reason. */
export const BulkDevicesResult = z.object({
  done: z.int(),
  kept: z.array(z.object({ id: Id, identifier: z.string(), code: z.string(), message: z.string() })),
})
export type BulkDevicesResult = z.infer<typeof BulkDevicesResult>
