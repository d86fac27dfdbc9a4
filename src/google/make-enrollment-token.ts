import { findConfigured, provisioningOf } from '../android/code/configuration.ts'
import { shortCodeOf } from '../android/code/qr-payload.ts'
import type { GoogleEnrollmentToken } from '../contract/google.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { keyOf, provisioningJson } from '../protocol/android/provisioning.ts'
import { GoogleError } from '../protocol/google/google-error.ts'
import { findToken, insertToken } from './enrollment-token-store.ts'
import { askGoogle } from './google-problem.ts'
import { openOrRefuse, type Google } from './open-google.ts'

const valuePlace = (id: string) => `google_enrollment_token.value_sealed:${id}`
const qrPlace = (id: string) => `google_enrollment_token.qr_sealed:${id}`

/** For lists without a token there is no end to go by. */
const daysWithoutEnd = 7
const leastSeconds = 60

/** Makes a token at Google for the devices of a bulk enrollment, which ends when that of the bulk enrollment does. */
export async function makeEnrollmentToken(
  platform: Platform,
  google: Google,
  { actor, bulkId }: { actor: Actor; bulkId: string },
): Promise<GoogleEnrollmentToken> {
  const { db, secrets, clock } = platform
  const { api, settings } = await openOrRefuse(google.management())
  const { record } = await findConfigured(platform, bulkId)
  const now = clock()
  const { tokenExpiresAt, name: bulkName } = record.bulk
  const seconds = secondsUntil(tokenExpiresAt, now)
  const policyName = `${settings.enterprise}/policies/${settings.policy}`
  const made = await askGoogle(async () => {
    const token = await api.createToken(settings.enterprise, {
      policyName,
      seconds,
      additionalData: JSON.stringify({ bulkEnrollment: bulkId }),
    })
    if (!token.value || !isObject(token.qrCode))
      throw new GoogleError('protocol', 'Google made a token and did not show it')
    return { ...token, value: token.value, qrCode: token.qrCode! }
  })
  const id = uuidv7()
  await db.transaction().execute(async (trx) => {
    await insertToken(trx, {
      id,
      bulkId,
      name: made.name,
      policyName,
      valueSealed: secrets.seal(valuePlace(id), made.value),
      qrSealed: secrets.seal(qrPlace(id), made.qrCode),
      expiresAt: new Date(now.getTime() + seconds * 1000),
      now,
    })
    await recordAudit(trx, actor, {
      action: 'bulk-enrollment.google-token-made',
      target: { kind: 'bulk-enrollment', id: bulkId, name: bulkName },
      after: { name: made.name, policyName, seconds },
    })
  })
  return readEnrollmentToken(platform, bulkId)
}

/** The latest that holds. Whoever reads it has a secret, as with a QR code of ours. */
export async function readEnrollmentToken(
  platform: Platform,
  bulkId: string,
): Promise<GoogleEnrollmentToken> {
  const { db, secrets, clock } = platform
  const configured = await findConfigured(platform, bulkId)
  const token = await findToken(db, bulkId, clock())
  if (!token) throw new Problem('google.no-token', { id: bulkId })
  const { id, name, policyName, expiresAt, createdAt, valueSealed } = token
  const { systemExtras } = provisioningOf(platform, configured)
  const payload = payloadOf(secrets.openText(qrPlace(id), token.qrSealed), systemExtras)
  return {
    name,
    policyName,
    expiresAt,
    createdAt,
    value: secrets.openText(valuePlace(id), valueSealed),
    payload,
    shortCode: shortCodeOf(provisioningJson(payload)),
  }
}

/** Google's text with our network, language and clock; nothing of Google's is touched, its bundle least of all. */
function payloadOf(qrCode: string, extras: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = Object.entries(extras).map(([short, value]) => [keyOf(short, false), value] as const)
  return { ...Object.fromEntries(own), ...(JSON.parse(qrCode) as object) }
}

function isObject(text: string | undefined): boolean {
  try {
    const json: unknown = JSON.parse(text ?? '')
    return typeof json === 'object' && json !== null && !Array.isArray(json)
  } catch {
    return false
  }
}

function secondsUntil(expiresAt: string | null, now: Date): number {
  if (expiresAt === null) return daysWithoutEnd * 24 * 60 * 60
  const seconds = Math.floor((Date.parse(expiresAt) - now.getTime()) / 1000)
  if (seconds < leastSeconds) throw new Problem('google.token-expired')
  return seconds
}
