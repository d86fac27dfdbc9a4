import { z } from 'zod'
import { Authentication } from './device.ts'

export const EnrollmentSettings = z.object({
  organizationName: z.string().trim().max(120),
  preEnrolledDevicesOnly: z.boolean(),
  defaultAuthentication: Authentication,
  checkInExpiryEnforced: z.boolean(),
  defaultExpirationDays: z.int().min(1).max(365),
  minimumCodeLength: z.int().min(1).max(32),
  unitId: z.string().trim().max(60),
  tenantDomain: z.string().trim().max(253),
  /** So many cleared values in one import are confirmed by their number (S17). */
  clearsToConfirm: z.int().min(1).max(200_000),
  /** B2: whether devices have a DEP section; `automatic` once there is a DEP account. */
  depEnabled: z.enum(['automatic', 'on', 'off']),
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
  tenantDomain: '',
  clearsToConfirm: 20,
  depEnabled: 'automatic',
}
