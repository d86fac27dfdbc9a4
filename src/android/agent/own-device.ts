import type { z } from 'zod'
import { androidClaims } from '../../admission/android-match.ts'
import type { GivenLogin } from '../../admission/answers.ts'
import { decide } from '../../admission/receive-arrival.ts'
import type { ArrivalClaims } from '../../admission/decision.ts'
import type { ClaimedIdentifiers } from '../../contract/arrival.ts'
import { Imei, Meid, Serial } from '../../contract/device.ts'
import { createOwnDevice } from '../../devices/create-own-device.ts'
import { deviceActor } from '../../platform/audit/actor.ts'
import type { Trx } from '../../platform/db/database.ts'
import type { Platform } from '../../platform/platform.ts'

/**
 * Wants to know of the record that is made for somebody: it locks what it has of the person first, and answers what to do with the
 * record.
 */
export type OwnDeviceListener = (
  trx: Trx,
  own: { userId: string; now: Date },
) => Promise<(deviceId: string) => Promise<void>>

type Bringing = {
  arrival: ArrivalClaims
  login: GivenLogin
  address: string
  now: Date
  onOwnDevice: OwnDeviceListener
}

/**
 * Somebody has signed in on a phone that nobody has on record. Where the settings let such phones in, the record is made now: for this
 * person, with what the phone says of itself. What it says proves nothing, so the record wants a login again after a reset.
 */
export async function recordOwnDevice(
  trx: Trx,
  platform: Platform,
  { arrival, login, address, now, onOwnDevice }: Bringing,
): Promise<void> {
  const claimed = foundAgain(arrival.claimed)
  if (!login.result.ok || !claimed) return
  const { outcome, reason, device } = await decide(trx, { ...arrival, answers: undefined }, now)
  // Without a record there is only one thing that an unlisted phone can be asked for.
  if (outcome !== 'challenge' || reason !== 'login-needed' || device) return
  const { id: userId, userName } = login.result.user
  const own = { userName, platform: 'android' as const, claimed, now }
  const take = await onOwnDevice(trx, { userId, now })
  await take(await createOwnDevice(platform, trx, deviceActor(userName, address), own))
}

/** What the next arrival of the same phone is found by; undefined when it names nothing of the kind. */
function foundAgain(given: ClaimedIdentifiers) {
  const { imeis, meid, serial } = androidClaims(given)
  const numbers = {
    imei: valid(Imei, imeis[0] && whole(given, imeis[0])),
    imei2: valid(Imei, imeis[1] && whole(given, imeis[1])),
    meid: valid(Meid, meid),
    serial: valid(Serial, serial),
    manufacturer: given.manufacturer?.trim().slice(0, 100).toWellFormed() || null,
    model: given.product?.trim().slice(0, 100).toWellFormed() || null,
  }
  const { imei, meid: radio, serial: printed, manufacturer } = numbers
  return imei !== null || radio !== null || (printed !== null && manufacturer !== null) ? numbers : undefined
}

/** The IMEI as the phone says it, with its check digit; compared are 14 digits. */
const whole = ({ imei, imei2 }: ClaimedIdentifiers, body: string) =>
  [imei, imei2].find((said) => said?.replace(/\D/g, '').startsWith(body)) ?? body

const valid = (schema: z.ZodType<string, string>, text: string | undefined): string | null =>
  (text && schema.safeParse(text).data) || null
