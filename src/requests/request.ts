import type { DeviceStatus, Platform } from '../contract/device.ts'
import type { RequestChannel, RequestEnd, RequestRefusal } from '../contract/enrollment-request.ts'

/** Pure rules of enrollment requests. */

const dayMs = 86_400_000

/** A link is good as long as its device may check in; where that says nothing, as long as the settings say. */
export function expiryOf(
  checkInEndsAt: string | null,
  { defaultExpirationDays }: { defaultExpirationDays: number },
  now: Date,
): Date {
  const end = checkInEndsAt === null ? Number.NaN : Date.parse(checkInEndsAt)
  return new Date(end > now.getTime() ? end : now.getTime() + defaultExpirationDays * dayMs)
}

/** Whom a request would be for. */
export type Candidate = {
  deviceId: string | null
  status: DeviceStatus | null
  email: string | null
  mobile: string | null
}

type Rules = { preEnrolledDevicesOnly: boolean; checkInExpiryEnforced: boolean }

/** Why this one cannot get a request on this way. */
export function refusalOf(
  { deviceId, status, email, mobile }: Candidate,
  channel: RequestChannel,
  { preEnrolledDevicesOnly, checkInExpiryEnforced }: Rules,
): RequestRefusal | null {
  if (status === 'withdrawn') return 'withdrawn'
  if (status === 'expired' && checkInExpiryEnforced) return 'expired'
  if (deviceId === null && preEnrolledDevicesOnly) return 'only-known-devices'
  if (channel === 'mail' && !email) return 'no-address'
  return channel === 'sms' && !mobile ? 'no-number' : null
}

/** What stands between a link and an enrollment, if anything does. */
export type LinkState = 'open' | 'revoked' | 'replaced' | 'expired' | 'used'

export type LinkFacts = {
  endReason: RequestEnd | null
  expiresAt: string
  acceptedAt: string | null
}

export function linkStateOf({ endReason, expiresAt, acceptedAt }: LinkFacts, now: Date): LinkState {
  if (acceptedAt !== null) return 'used'
  if (endReason !== null) return endReason
  return Date.parse(expiresAt) <= now.getTime() ? 'expired' : 'open'
}

/** Devices that enroll by a link: those that Apple’s Device Enrollment Program does not send here by itself. */
export const enrollsByLink = ({
  depMethod,
  source,
  platform,
}: {
  depMethod: string | null
  source: string
  platform: Platform
}): boolean => depMethod === null && source !== 'dep' && ['ios', 'ipados', 'macos'].includes(platform)
