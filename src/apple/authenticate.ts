import type { Platform } from '../platform/platform.ts'
import type { CheckInOf } from '../protocol/mdm/check-in.ts'
import { checkBinding, type Caller } from './caller.ts'
import { deleteStaleStaged, stageEnrollment } from './enrollment-store.ts'
import { storable } from '../platform/db/storable.ts'

/** How long a TokenUpdate may take to follow. */
export const stagedMs = 3600_000

/**
 * The device has installed the profile and wants to enroll. Only noted: nothing of an earlier enrollment ends before the
 * TokenUpdate, for this message can be repeated by anybody who has seen it (apple-mdm.md 4.2).
 */
export async function authenticate(
  { db, clock }: Platform,
  caller: Caller,
  message: CheckInOf<'Authenticate'>,
): Promise<void> {
  checkBinding(caller, message)
  const { deviceId, certificateId, binding } = caller
  const now = clock()
  const staged = {
    deviceId,
    certificateId,
    udid: binding.udid,
    topic: storable(message.Topic),
    reported: factsOf(message),
  }
  await db.transaction().execute(async (trx) => {
    await deleteStaleStaged(trx, deviceId, new Date(now.getTime() - stagedMs))
    await stageEnrollment(trx, staged, now)
  })
}

function factsOf(message: CheckInOf<'Authenticate'>): Record<string, string> {
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
