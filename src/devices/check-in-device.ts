import type { MailDevice, MailDevices } from '../mail/mail-device.ts'
import type { Db } from '../platform/db/database.ts'
import type { DevicePlatform } from './create-device.ts'
import { findDeviceById, lockDevice } from './device-store.ts'
import { openCode } from './update-device.ts'

/** Devices for the sender of mails, with the code in clear text. */
export function checkInDevices(platform: Pick<DevicePlatform, 'secrets' | 'clock'>): MailDevices {
  return {
    find: (db, id) => findCheckInDevice(platform, db, id),
    lock: async (trx, id) => (await lockDevice(trx, id, platform.clock())) !== undefined,
  }
}

async function findCheckInDevice(
  platform: Pick<DevicePlatform, 'secrets' | 'clock'>,
  db: Db,
  id: string,
): Promise<MailDevice | undefined> {
  const record = await findDeviceById(db, id, platform.clock())
  if (!record) return undefined
  return { ...record.device, code: openCode(platform, record), mobile: await findMobile(db, id) }
}

/** The number of the person the device is for. */
export async function findMobile(db: Db, deviceId: string): Promise<string | null> {
  const row = await db
    .selectFrom('device')
    .innerJoin('app_user', 'app_user.id', 'device.user_id')
    .select('app_user.mobile')
    .where('device.id', '=', deviceId)
    .executeTakeFirst()
  return row?.mobile ?? null
}
