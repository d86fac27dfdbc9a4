import { z } from 'zod'
import { Id, ListQuery, longText, Name, Timestamp } from './common.ts'

/** B27. Compared without case (B17). */
export const Identifier = z
  .string()
  .trim()
  .min(1)
  .max(20, 'has at most 20 characters')
  .regex(/^[A-Za-z0-9._-]+$/, 'may contain letters, digits, "." "-" "_"')

/** Vendors compare serial numbers without case, so ours are upper case from the moment they are read. */
export const Serial = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[\x21-\x7E]{1,64}$/, 'must be 1 to 64 visible characters without blanks')

export const Platform = z.enum(['ios', 'ipados', 'macos', 'tvos', 'android', 'windows'])
export type Platform = z.infer<typeof Platform>
export const DeviceStatus = z.enum(['enrolling', 'expired', 'enrolled', 'withdrawn'])
export type DeviceStatus = z.infer<typeof DeviceStatus>
export const DepMethod = z.enum(['Serial', 'Keycode'])
export type DepMethod = z.infer<typeof DepMethod>
export const Ownership = z.enum(['personal', 'corporate', 'selectuser'])
export const Authentication = z.enum(['none', 'login', 'keycode'])
export const DeviceSource = z.enum(['manual', 'csv', 'dep', 'bulk', 'self'])
export const DepProfileStatus = z.enum(['empty', 'assigned', 'pushed', 'removed'])

export const Device = z.object({
  id: Id,
  identifier: z.string(),
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  platform: Platform,
  status: DeviceStatus,
  ownership: Ownership.nullable(),
  serial: z.string().nullable(),
  imei: z.string().nullable(),
  imei2: z.string().nullable(),
  meid: z.string().nullable(),
  udid: z.string().nullable(),
  wifiMac: z.string().nullable(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  userName: z.string().nullable(),
  template: z.string().nullable(),
  groups: z.array(z.string()),
  tags: z.array(z.string()),
  /** Null for those without `device.code:read`, and in lists. */
  code: z.string().nullable(),
  expiresAt: Timestamp.nullable(),
  registrationEmail: z.string().nullable(),
  depMethod: DepMethod.nullable(),
  authentication: Authentication,
  agentInstallRequired: z.boolean(),
  customAttributes: z.record(z.string(), z.string()),
  source: DeviceSource,
  /** Null before the DEP sync has seen the serial. */
  dep: z
    .object({
      account: z.string(),
      profileName: z.string().nullable(),
      profileUuid: z.string().nullable(),
      profileStatus: z.string(),
    })
    .nullable(),
  enrolledAt: Timestamp.nullable(),
  lastSeenAt: Timestamp.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** In lists; the checks of one device are at `/devices/{id}/readiness`. */
  ready: z.boolean().optional(),
})
export type Device = z.infer<typeof Device>

const optionalText = (max: number) => longText(max).nullish()

/** IMEI of 14 to 16 digits, as printed (35-693803-564380-9, 356938/03/564380/9) or dialed (*#06#); stored as digits. */
export const Imei = z
  .string()
  .transform((text) =>
    text
      .trim()
      .replace(/^(\d{15})\/\d{2}$/, '$1') // some labels have the software version behind it
      .replace(/[\s/-]/g, ''),
  )
  .pipe(z.string().regex(/^\d{14,16}$/, 'must have 14 to 16 digits'))
export const WifiMac = z
  .string()
  .transform((text) => text.replace(/[\s:.-]/g, '').toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{12}$/, 'must have 12 hexadecimal digits'))
  .transform((hex) => hex.match(/../g)!.join(':'))

/**
 * An MEID without separators in its one form, 14 hexadecimal digits in upper case: of 18 decimal digits the first ten are the
 * upper 32 bits and the last eight the lower 24 (3GPP2 S.R0048-A). What is neither stays as it is.
 */
export function meidInHex(text: string): string {
  if (!/^\d{18}$/.test(text)) return text.toUpperCase()
  const upper = Number(text.slice(0, 10)).toString(16).padStart(8, '0')
  const lower = Number(text.slice(10)).toString(16).padStart(6, '0')
  return `${upper}${lower}`.toUpperCase()
}
export const Meid = z
  .string()
  .transform((text) => meidInHex(text.replace(/[\s-]/g, '')))
  .pipe(z.string().regex(/^[0-9A-F]{14}$/, 'must have 14 hexadecimal or 18 decimal digits'))
export const Udid = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be letters, digits and dashes')
export const Code = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x21-\x7E]+$/, 'must be visible characters without blanks')
export const ExpirationDays = z.int().min(1).max(365)

const writable = {
  displayName: optionalText(200),
  description: optionalText(1000),
  ownership: Ownership.nullish(),
  serial: Serial.nullish(),
  imei: Imei.nullish(),
  imei2: Imei.nullish(),
  meid: Meid.nullish(),
  udid: Udid.nullish(),
  wifiMac: WifiMac.nullish(),
  manufacturer: optionalText(100),
  model: optionalText(100),
  userName: z.string().trim().min(1).max(100).nullish(),
  template: Name.nullish(),
  groups: z.array(Name).max(100).optional(),
  tags: z.array(Name).max(100).optional(),
  code: Code.nullish(),
  expirationDays: ExpirationDays.optional(),
  registrationEmail: z.email().max(254).nullish(),
  depMethod: DepMethod.nullish(),
  authentication: Authentication.optional(),
  agentInstallRequired: z.boolean().optional(),
  customAttributes: z.record(z.string().max(100), z.string().max(1000)).optional(),
}

export const NewDevice = z.strictObject({ identifier: Identifier, platform: Platform, ...writable })
export type NewDevice = z.infer<typeof NewDevice>
export const DevicePatch = z.strictObject({
  identifier: Identifier.optional(),
  platform: Platform.optional(),
  ...writable,
})
export type DevicePatch = z.infer<typeof DevicePatch>

export const WithdrawDevice = z.strictObject({ reason: z.string().trim().max(500).optional() })

export const deviceSorts = [
  'identifier',
  '-identifier',
  'createdAt',
  '-createdAt',
  'displayName',
  'serial',
] as const

export const DeviceQuery = ListQuery.extend({
  sort: z.enum(deviceSorts).default('identifier'),
  status: DeviceStatus.or(z.literal('pre-enrolled')).optional(),
  platform: Platform.optional(),
  source: DeviceSource.optional(),
  group: z.string().optional(),
  tag: z.string().optional(),
  user: z.string().optional(),
  depAccount: z.string().optional(),
  /** Whether every check of its readiness that counts is passed. */
  ready: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
})
export type DeviceQuery = z.infer<typeof DeviceQuery>

/** One line of a device's history, newest first. */
export const TimelineEntry = z.object({
  id: Id,
  at: Timestamp,
  kind: z.string(),
  actor: z.string(),
  summary: z.string(),
  facts: z.record(z.string(), z.unknown()),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>
