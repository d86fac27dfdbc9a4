import { comparable } from '../admission/identifiers.ts'
import { checkRestrictions } from '../admission/restrictions.ts'
import type { Device } from '../contract/device.ts'
import { noteDeviceChange } from '../devices/change-notes.ts'
import { lockDevice } from '../devices/device-store.ts'
import { deviceActor, type Actor } from '../platform/audit/actor.ts'
import { storable } from '../platform/db/storable.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { CheckInOf } from '../protocol/mdm/check-in.ts'
import { checkBinding, isUnbound, type Caller } from './caller.ts'
import { bindCertificate, revokeCertificate } from './certificate-store.ts'
import { endEnrollment } from './end-enrollment.ts'
import { deleteStaleStaged, lockEnrollment, stageEnrollment } from './enrollment-store.ts'
import type { Binding } from './identity-certificate.ts'
import { strangersFault } from './link-identity.ts'
import { Refusal } from './refusal.ts'

type Authenticate = CheckInOf<'Authenticate'>
type Call = { caller: Caller; message: Authenticate; address: string | null }

/** How long a TokenUpdate may take to follow. */
export const stagedMs = 3600_000

/**
 * The device has installed the profile and wants to enroll. Only noted: nothing of an earlier enrollment ends before the
 * TokenUpdate, for this message can be repeated by anybody who has seen it (apple-mdm.md 4.2). A renewal begins with it too,
 * and then nothing is noted. What the message names must be as on record; if not, the certificate is worth nothing any more.
 * @throws {Refusal}
 */
export async function authenticate(
  { db, clock }: Platform,
  { caller, message, address }: Call,
): Promise<void> {
  const binding = bindingFor(caller, message)
  const failed = await db.transaction().execute(async (trx) => {
    const now = clock()
    const record = await lockDevice(trx, caller.deviceId, now)
    if (!record || record.device.status === 'withdrawn')
      throw new Refusal(403, 'The device is withdrawn', 'barred')
    const { deviceId } = caller
    const faults = isUnbound(caller) ? await strangersFault(trx, { deviceId, message, address, now }) : []
    const failed = [...faults, ...failedRestrictions(record.device, message)]
    if (failed.length > 0) {
      const actor = deviceActor(binding.serial || binding.udid, address)
      await turnAway(trx, { device: record.device, caller, failed, actor, now })
      return failed
    }
    if (!caller.enrollment?.isRenewal) await stage(trx, { caller, binding, message, now })
    return []
  })
  // Thrown after the commit: what has ended stays so.
  if (failed.length > 0)
    throw new Refusal(403, `Not as on record: ${failed.join(', ')}`, 'restriction-failed')
}

/** Of a profile that was given to nobody in particular, the device says now which it is. */
function bindingFor(caller: Caller, message: Authenticate): Binding {
  if (caller.isForRenewal && !caller.enrollment)
    throw new Refusal(403, 'The enrollment to go on with has ended', 'not-enrolled')
  const { UDID, SerialNumber } = message
  if (isUnbound(caller) && UDID) return { udid: storable(UDID), serial: storable(SerialNumber ?? '') }
  checkBinding(caller, { UDID, SerialNumber })
  return caller.binding
}

/** Whatever the device leaves out here it names when it is asked for its details, or not at all. */
function failedRestrictions(device: Device, { UDID, SerialNumber, IMEI, MEID }: Authenticate): string[] {
  const shown = comparable({ udid: UDID, serial: SerialNumber, imei: IMEI, meid: MEID })
  const { serial } = comparable({ serial: device.serial })
  const others = checkRestrictions(device, shown).filter(({ result }) => result === 'differs')
  return [
    ...(serial && shown.serial && serial !== shown.serial ? ['serial number'] : []),
    ...others.map(({ restriction }) => restriction),
  ]
}

type Stage = { caller: Caller; binding: Binding; message: Authenticate; now: Date }

async function stage(trx: Trx, { caller, binding, message, now }: Stage): Promise<void> {
  const { deviceId, certificateId } = caller
  if (isUnbound(caller)) await bindCertificate(trx, certificateId, binding)
  await deleteStaleStaged(trx, deviceId, new Date(now.getTime() - stagedMs))
  const topic = storable(message.Topic)
  const staged = { deviceId, certificateId, udid: binding.udid, topic, reported: factsOf(message) }
  await stageEnrollment(trx, staged, now)
}

type TurnAway = { device: Device; caller: Caller; failed: string[]; actor: Actor; now: Date }

async function turnAway(trx: Trx, { device, caller, failed, actor, now }: TurnAway): Promise<void> {
  const enrollment = caller.enrollment && (await lockEnrollment(trx, caller.enrollment.id))
  await revokeCertificate(trx, caller.certificateId, now)
  await noteDeviceChange(trx, actor, {
    device,
    action: 'restriction.failed',
    summary: `A device with the profile for ${device.identifier} was refused. Not as on record: ${failed.join(', ')}.`,
    facts: { failed },
  })
  if (enrollment && enrollment.state !== 'ended')
    await endEnrollment(trx, enrollment, { reason: 'restriction-failed', actor, now })
}

function factsOf(message: Authenticate): Record<string, string> {
  const { DeviceName, Model, ModelName, OSVersion, BuildVersion, ProductName, IMEI, MEID } = message
  return texts({ DeviceName, Model, ModelName, OSVersion, BuildVersion, ProductName, IMEI, MEID })
}

/** Only what is there and is text, in the names that Apple gives. */
export const texts = (facts: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, storable(value)]] : [],
    ),
  )
