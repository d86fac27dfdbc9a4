import { lockDevice } from '../devices/device-store.ts'
import type { Device } from '../contract/device.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Caller } from './caller.ts'
import { lockEnrollment, type Enrollment } from './enrollment-store.ts'
import { Refusal } from './refusal.ts'

/** Device, then enrollment: always in this order, so that nobody waits for somebody who waits for them. @throws {Refusal} */
export async function lockBoth(
  trx: Trx,
  { deviceId, enrollment, isLeaving }: Caller,
  now: Date,
): Promise<{ device: Device; enrollment: Enrollment }> {
  const record = await lockDevice(trx, deviceId, now)
  const current = enrollment && (await lockEnrollment(trx, enrollment.id))
  if (!record || (record.device.status === 'withdrawn' && !isLeaving))
    throw new Refusal(403, 'The device is withdrawn', 'barred')
  if (current?.state !== 'active') throw new Refusal(403, 'The enrollment has ended', 'not-enrolled')
  return { device: record.device, enrollment: current }
}
