import type { Decision } from '../../admission/decision.ts'
import { decide } from '../../admission/receive-arrival.ts'
import type { PrecheckRequest, Prechecked } from '../../contract/android-agent.ts'
import type { Platform } from '../../platform/platform.ts'
import { isLocale, isTimeZone } from '../../protocol/android/check-provisioning.ts'
import { hashToken } from '../../platform/secrets/password.ts'
import { findDeviceById } from '../../devices/device-store.ts'
import { readEnrollmentSettings } from '../../settings/settings-store.ts'
import { challenges, words } from './agent-answers.ts'
import { findConfigured } from '../code/configuration.ts'
import { androidArrival, claimsOf } from './register.ts'

/**
 * The decision that a registration would get now, before the person sees anything (android.md 1.5): nothing is stored, and nothing
 * is told of whom a device is for. Terms and passwords are not asked yet.
 */
export async function precheck(platform: Platform, request: PrecheckRequest): Promise<Prechecked> {
  const { db, clock, secrets } = platform
  const now = clock()
  const tokenHash = request.token ? hashToken(request.token) : undefined
  const android = await androidArrival(db, tokenHash, now)
  const decision = await decide(
    db,
    {
      channel: 'android',
      claimed: claimsOf(request),
      verified: false,
      answers: { page: 'first', termsAccepted: true },
      android,
    },
    now,
    { secrets },
  )
  const { termsText } = await readEnrollmentSettings(db)
  const { reason, outcome, device } = decision
  const wishes = device ? await wishesOf(platform, device.id, device.bulk?.id ?? android.bulkId) : nothing
  const next = outcome === 'admit' ? 'register' : nextOf(reason)
  const message =
    outcome === 'admit' ? null : (words[reason] ?? 'This device cannot be enrolled. Ask your help desk.')
  return { listed: device !== undefined, next, code: reason, message, ...wishes, terms: termsText || null }
}

function nextOf(reason: Decision['reason']): Prechecked['next'] {
  const challenge = challenges[reason]
  return challenge === undefined || challenge === 'terms' ? 'refused' : challenge
}

const nothing = { locale: null, timeZone: null }

/** The custom attributes `locale` and `timeZone` of the device go before the extras of its list. What Android would stumble over is left out. */
async function wishesOf(platform: Platform, deviceId: string, bulkId: string | null) {
  const record = await findDeviceById(platform.db, deviceId, platform.clock())
  const own = record?.device.customAttributes ?? {}
  const extras = bulkId === null ? {} : (await findConfigured(platform, bulkId)).configuration.systemExtras
  return {
    locale: first([own['locale'], extras['LOCALE']], isLocale),
    timeZone: first([own['timeZone'], extras['TIME_ZONE']], isTimeZone),
  }
}

const first = (values: unknown[], isValid: (name: string) => boolean): string | null =>
  values.find((value): value is string => typeof value === 'string' && value !== '' && isValid(value)) ?? null
