import { receiveArrival, type ReceivedArrival } from '../admission/receive-arrival.ts'
import type { AndroidArrival } from '../admission/android-rules.ts'
import type { Decision } from '../admission/decision.ts'
import { endRegistration, lockRegistration } from '../android/agent/registration-store.ts'
import type { GoogleDevice } from '../contract/google.ts'
import { completeEnrollment, endEnrollment } from '../devices/enroll-device.ts'
import { lockDevice } from '../devices/device-store.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { ManagedDevice } from '../protocol/google/android-management.ts'
import { deleteToken, listOverdue, tokenOfDevice } from './enrollment-token-store.ts'
import { ignoringMissing } from './ignoring-missing.ts'
import {
  findGoogleDevice,
  isStillManaged,
  keepGoogleDevice,
  listUnseen,
  setDisabled,
  setGone,
} from './google-device-store.ts'
import type { Management } from './open-google.ts'
import { reportedOf, timeOf } from './reported.ts'
import { arrivalOf, judge, seenByManagement, type SeenDevice } from './seen-device.ts'

type Db = Pick<Platform, 'db' | 'clock'>

/** Reads all devices from Google, decides on those that are new or have changed, and ends the enrollment of those that have gone. */
export async function syncDevices(platform: Db, { api, settings }: Management): Promise<{ devices: number }> {
  const { db, clock } = platform
  for (const { id, name } of await listOverdue(db)) {
    await ignoringMissing(() => api.deleteToken(name))
    await deleteToken(db, id)
  }
  const begin = clock()
  let devices = 0
  for await (const device of api.listDevices(settings.enterprise)) {
    if (device.state === 'DELETED') continue
    devices++
    await syncDevice(platform, { api, settings }, device)
  }
  for (const gone of await listUnseen(db, begin)) await endGone(platform, gone)
  return { devices }
}

/** Decides on one device as it was just read. */
export async function syncDevice(platform: Db, management: Management, device: ManagedDevice): Promise<void> {
  const kept = await keepDevice(platform, device)
  if (kept.erasedAt === null) await disableOrEnable(platform, management, { device, kept })
}

/** An arrival is kept when what comes of it is new; reading the same again says nothing. */
async function keepDevice({ db, clock }: Db, device: ManagedDevice): Promise<GoogleDevice> {
  const seen = seenByManagement(device)
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const android = await tokenOfDevice(trx, device.enrollmentTokenName)
    const before = await findGoogleDevice(trx, seen.name)
    if (before && (isErased(before, device) || (await isSettled(trx, before, now)))) {
      await keepGoogleDevice(trx, { ...factsOf(device, seen), ...asBefore(before) }, now)
      return before
    }
    const judged = await judge(trx, seen, android, now)
    const arrival = isNews(before, judged) ? await arrive(trx, { seen, android, now }) : undefined
    const { outcome, reason, device: record } = arrival?.decision ?? judged
    await keepGoogleDevice(
      trx,
      {
        ...factsOf(device, seen),
        bulk_enrollment_id: android.bulkId,
        outcome,
        reason,
        arrival_id: arrival?.id ?? before?.arrivalId ?? null,
        device_id: record?.id ?? null,
        erased_at: null,
        ...(outcome === 'admit' && { admitted_device_id: record?.id ?? null }),
      },
      now,
    )
    return (await findGoogleDevice(trx, seen.name))!
  })
}

/** It takes its time until Google does not have it any more; set up again it comes in again. */
const isErased = ({ erasedAt }: GoogleDevice, { enrollmentTime }: ManagedDevice): boolean =>
  erasedAt !== null && !(Date.parse(enrollmentTime ?? '') > Date.parse(erasedAt))

const isNews = (before: GoogleDevice | undefined, { outcome, reason, device }: Decision): boolean =>
  !before ||
  before.goneAt !== null ||
  before.outcome !== outcome ||
  before.reason !== reason ||
  before.deviceId !== (device?.id ?? null)

/** Who was let in stays, whatever becomes of the token afterwards, while the record is enrolled. */
async function isSettled(trx: Trx, { outcome, goneAt, deviceId }: GoogleDevice, now: Date): Promise<boolean> {
  if (outcome !== 'admit' || goneAt !== null || deviceId === null) return false
  return (await lockDevice(trx, deviceId, now))?.device.status === 'enrolled'
}

const asBefore = ({ outcome, reason, bulkEnrollmentId, arrivalId, deviceId }: GoogleDevice) => ({
  outcome,
  reason,
  bulk_enrollment_id: bulkEnrollmentId,
  arrival_id: arrivalId,
  device_id: deviceId,
})

const factsOf = (device: ManagedDevice, { name, claimed }: SeenDevice) => ({
  name,
  claimed,
  state: device.state ?? 'UNKNOWN',
  reported: reportedOf(device),
  enrollment_token_name: device.enrollmentTokenName ?? null,
  enrolled_at: timeOf(device.enrollmentTime),
})

type Arriving = { seen: SeenDevice; android: AndroidArrival; now: Date }

async function arrive(trx: Trx, { seen, android, now }: Arriving): Promise<ReceivedArrival> {
  const arrival = await receiveArrival(trx, arrivalOf(seen, android), { address: null, now })
  const { outcome, device } = arrival.decision
  if (outcome !== 'admit' || !device) return arrival
  const { serial, imei, product } = seen.claimed
  const actor = deviceActor(serial ?? imei ?? seen.name, null)
  // An agent of a time before has no right to come back.
  const earlier = await lockRegistration(trx, device.id)
  if (earlier) await endRegistration(trx, earlier.id, { reason: 'replaced', now })
  await completeEnrollment(trx, { id: device.id }, { at: now, actor, model: product ?? undefined })
  return arrival
}

type Judged = { device: ManagedDevice; kept: GoogleDevice }

/** One that was disabled, also since its record was withdrawn, is enabled when a record admits it. */
async function disableOrEnable(
  { db }: Db,
  { api, settings }: Management,
  { device, kept }: Judged,
): Promise<void> {
  const { name } = device
  const isRefused = kept.outcome !== 'admit'
  if (isRefused && settings.disableRefused && device.state === 'ACTIVE') {
    const disabledReason = { defaultMessage: 'This device is not on the list of your organization.' }
    await ignoringMissing(() => api.patchDevice(name, { state: 'DISABLED', disabledReason }))
    await setDisabled(db, name, true)
  }
  if (!isRefused && kept.disabled) {
    await ignoringMissing(() => api.patchDevice(name, { state: 'ACTIVE' }))
    await setDisabled(db, name, false)
  }
}

/** The same phone has another name after it was set up again: then its record stays enrolled. */
export function endGone({ db, clock }: Db, { name, deviceId }: { name: string; deviceId: string | null }) {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    await setGone(trx, name, now)
    if (deviceId === null || (await isStillManaged(trx, deviceId))) return
    const record = await lockDevice(trx, deviceId, now)
    if (record?.device.status !== 'enrolled') return
    const actor = deviceActor(record.device.serial ?? record.device.identifier, null)
    await endEnrollment(trx, { id: deviceId }, { at: now, actor, reason: 'gone-at-google' })
  })
}
