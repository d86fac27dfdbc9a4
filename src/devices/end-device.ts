import type { Actor } from '../platform/audit/actor.ts'
import { Problem } from '../platform/problem.ts'
import { noteDeviceChange } from './change-notes.ts'
import { readBack, type DevicePlatform } from './create-device.ts'
import {
  deleteDevice as deleteRow,
  findDeviceById,
  type DeviceKey,
  type DeviceRecord,
} from './device-store.ts'
import { lockByKey, type Expect } from './update-device.ts'

/** The device may not enroll any more and its record stays. Withdrawing a withdrawn device changes nothing. */
export function withdrawDevice(
  { db, clock }: DevicePlatform,
  actor: Actor,
  key: DeviceKey,
  { reason, expect }: { reason?: string | undefined; expect: Expect },
): Promise<DeviceRecord> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const current = await lockByKey(trx, key, now)
    expect(current)
    const { device } = current
    if (device.status === 'withdrawn') return current
    await trx
      .updateTable('device')
      .set((eb) => ({ status: 'withdrawn', revision: eb('revision', '+', 1), updated_at: now }))
      .where('id', '=', device.id)
      .execute()
    await noteDeviceChange(trx, actor, {
      device,
      action: 'device.withdrawn',
      summary: reason ? `${actor.name} withdrew the device: ${reason}` : `${actor.name} withdrew the device.`,
      facts: reason ? { reason } : {},
      changes: [{ field: 'status', before: device.status, after: 'withdrawn' }],
    })
    return readBack(await findDeviceById(trx, device.id, now))
  })
}

/** Forgets the record with its certificates and enrollments; its history and the audit log stay. */
export function deleteDevice(
  { db, clock }: DevicePlatform,
  actor: Actor,
  key: DeviceKey,
  expect: Expect,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const current = await lockByKey(trx, key, clock())
    expect(current)
    const { device } = current
    const { id, identifier, serial, userName, platform } = device
    if (device.status === 'enrolled')
      throw new Problem('device.enrolled', { detail: `The device ${identifier} is enrolled`, identifier })
    await deleteRow(trx, id)
    await noteDeviceChange(trx, actor, {
      device,
      action: 'device.deleted',
      summary: `${actor.name} deleted the device ${identifier}.`,
      facts: { identifier, serial, userName, platform },
    })
  })
}
