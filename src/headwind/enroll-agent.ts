import { countGuess, takeBackGuess } from '../android/agent/guess-limit.ts'
import { isTaken, register } from '../android/agent/register.ts'
import { findToken } from '../android/agent/registration-store.ts'
import type { AdmissionReason } from '../contract/arrival.ts'
import type { Platform } from '../platform/platform.ts'
import { hashToken, randomToken } from '../platform/secrets/password.ts'
import { claimsOfNumber } from '../protocol/headwind/number.ts'
import type { HeadwindMeans } from './headwind-settings.ts'
import { insertQuarantined } from './quarantine-store.ts'

/** `newNumber`: what the agent calls itself from now on, a secret that nobody else learns. */
export type Enrolling =
  { newNumber: string; state: 'enrolled' | 'quarantined' } | { refused: true } | { waitSeconds: number }

export type Enroll = { number: string; token: string | null; address: string }

/**
 * The first call of an agent. Its number is an IMEI, which is decided on at once, or a serial number: that is enough where the settings
 * say so, and else leads into quarantine while the token holds, until a report names an IMEI. So does a number of a phone that is
 * enrolled: whether this is that phone shows in the report.
 */
export async function enrollAgent(
  platform: Platform,
  { acceptSerialAlone }: Pick<HeadwindMeans, 'acceptSerialAlone'>,
  { number, token, address }: Enroll,
): Promise<Enrolling> {
  const tokenHash = token ? hashToken(token) : undefined
  const tokenSubject = tokenHash?.toString('base64url') ?? null
  const waitSeconds = await countGuess(platform, address, tokenSubject)
  if (waitSeconds !== undefined) return { waitSeconds }
  const claims = claimsOfNumber(number)
  const { state } = tokenHash
    ? await findToken(platform.db, tokenHash, platform.clock())
    : { state: 'none' as const }
  const mayWait = state === 'valid'
  const registering = {
    request: { ...claims, token },
    address,
    adapted: { serialAlone: acceptSerialAlone, oneNumber: true },
  }
  const decidesNow = 'imei' in claims || !mayWait || acceptSerialAlone
  if (decidesNow && !(mayWait && (await isTaken(platform, registering)))) {
    const result = await register(platform, registering)
    const isGuess = 'refused' in result && result.refused.decision.reason === 'unknown-device'
    if (!isGuess) await takeBackGuess(platform, address, tokenSubject)
    if ('registered' in result) return { newNumber: result.registered.deviceToken, state: 'enrolled' }
    const isUndecided = 'serial' in claims && undecided.has(result.refused.decision.reason)
    if (!mayWait || !isUndecided) return { refused: true }
  }
  // Counts as a guess until a report says who it is.
  const newNumber = randomToken()
  const { db, clock } = platform
  await insertQuarantined(db, {
    number: newNumber,
    tokenHash: tokenHash!,
    named: number.slice(0, 100),
    address,
    now: clock(),
  })
  return { newNumber, state: 'quarantined' }
}

/** No record was found yet; one that was found and does not do stays so. */
const undecided: ReadonlySet<string> = new Set<AdmissionReason>(['unknown-device', 'login-needed'])
