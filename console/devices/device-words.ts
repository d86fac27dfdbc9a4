import type { Device } from '../../src/contract/device.ts'
import { Authentication, DeviceSource, Ownership, Platform } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'

export const platformOptions = Platform.options.map((value) => ({ value, label: t(`platform.${value}`) }))
export const sourceOptions = DeviceSource.options.map((value) => ({ value, label: t(`source.${value}`) }))
export const ownershipOptions = Ownership.options.map((value) => ({ value, label: t(`ownership.${value}`) }))
export const authenticationOptions = Authentication.options.map((value) => ({
  value,
  label: t(`authentication.${value}`),
}))

/** B10: registered devices that have checked in or were withdrawn are not edited in the console. */
export const isLocked = ({ status }: Device): boolean => status === 'enrolled' || status === 'withdrawn'

export const isPreEnrolled = ({ status }: Device): boolean => status === 'enrolling' || status === 'expired'

/** Which platforms Apple's Device Enrollment Program serves. */
export const isApple = (platform: Platform): boolean => ['ios', 'ipados', 'macos', 'tvos'].includes(platform)
