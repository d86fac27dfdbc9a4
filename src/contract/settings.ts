import { z } from 'zod'
import { Authentication } from './device.ts'
import { ManufacturerAliases } from './manufacturer.ts'

/** `3.3.1`: numbers with points between; compared number by number. Empty: none. */
const Version = z
  .string()
  .trim()
  .max(40)
  .regex(/^(\d{1,9}(\.\d{1,9}){0,5})?$/, 'must be numbers with points between, as 3.3.1')

export const EnrollmentSettings = z.object({
  organizationName: z.string().trim().max(120),
  preEnrolledDevicesOnly: z.boolean(),
  defaultAuthentication: Authentication,
  checkInExpiryEnforced: z.boolean(),
  defaultExpirationDays: z.int().min(1).max(365),
  minimumCodeLength: z.int().min(1).max(32),
  unitId: z.string().trim().max(60),
  /** People accept it on the pages that a device shows while it is set up; none when empty. */
  termsText: z.string().trim().max(4000),
  /** Whom those pages tell people to ask: a name, a telephone number, an address. */
  supportContact: z.string().trim().max(200),
  tenantDomain: z.string().trim().max(253),
  /** The identity of an enrolled Apple device is renewed so many days before it ends. */
  certificateRenewalDays: z.int().min(1).max(300),
  /** So many days after its end it may still be used for a renewal, and for nothing else. */
  certificateGraceDays: z.int().min(0).max(365),
  /** So many cleared values in one import are confirmed by their number (S17). */
  clearsToConfirm: z.int().min(1).max(200_000),
  /** B2: whether devices have a DEP section; `automatic` once there is a DEP account. */
  depEnabled: z.enum(['automatic', 'on', 'off']),
  /** The first account of a Mac: its person chooses the names, finds those of the device's user, or cannot change them. */
  macAccount: z.enum(['ask', 'prefill', 'lock']),
  /** W28: the agent of Apple devices is published as an app of the App Store (its number there) or by a manifest. */
  agentAppId: z
    .string()
    .trim()
    .regex(/^\d{0,15}$/, 'must be the number of the app in the App Store'),
  agentManifestUrl: z
    .url({ protocol: /^https$/, error: 'must be an https address' })
    .max(2000)
    .or(z.literal('')),
  agentVersion: Version,
  /** W29: an agent that is older does not do. */
  minimumAgentVersion: Version,
  /**
   * An Android device that no record fits is looked for again by its brand in place of its manufacturer: a Redmi says Xiaomi, and lists
   * often say Redmi (android.md 2.3).
   */
  androidBrandAccepted: z.boolean(),
  /** Names of manufacturers in lists that mean what phones say. */
  manufacturerAliases: ManufacturerAliases,
})
export type EnrollmentSettings = z.infer<typeof EnrollmentSettings>
export const EnrollmentSettingsPut = EnrollmentSettings.partial().strict()

export const defaultEnrollmentSettings: EnrollmentSettings = {
  organizationName: 'My organization',
  preEnrolledDevicesOnly: true,
  defaultAuthentication: 'none',
  checkInExpiryEnforced: true,
  defaultExpirationDays: 7,
  minimumCodeLength: 1,
  unitId: '',
  termsText: '',
  supportContact: '',
  tenantDomain: '',
  certificateRenewalDays: 90,
  certificateGraceDays: 90,
  clearsToConfirm: 20,
  depEnabled: 'automatic',
  macAccount: 'ask',
  agentAppId: '',
  agentManifestUrl: '',
  agentVersion: '',
  minimumAgentVersion: '3.3.1',
  androidBrandAccepted: false,
  manufacturerAliases: [],
}
