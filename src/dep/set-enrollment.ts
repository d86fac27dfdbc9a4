import type { z } from 'zod'
import type { DepDevice, DepEnrollment } from '../contract/dep.ts'
import type { Device } from '../contract/device.ts'
import { addDevices } from '../devices/add-devices.ts'
import { findDevice } from '../devices/device-store.ts'
import { updateDevice } from '../devices/update-device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { findUser } from '../users/user-store.ts'
import { findDepDevice } from './dep-device-store.ts'
import { enrollmentPatch } from './enrollment.ts'
import { listedDevice } from './pre-enroll.ts'

/** Who a DEP device will belong to: somebody named now, or whoever signs in when it is set up (W10..W22). */
export async function setEnrollment(
  platform: Platform,
  actor: Actor,
  serial: string,
  wish: z.output<typeof DepEnrollment>,
): Promise<Device> {
  const { db } = platform
  const { tenantDomain } = await readEnrollmentSettings(db)
  const patch = enrollmentPatch(wish, tenantDomain)
  if (wish.username) await refuseUnknownUser(platform, wish.username)
  const dep = await findDepDevice(db, serial)
  if (!dep) throw new Problem('dep-device.not-found', { serial })
  const id = await recordOf(platform, actor, dep)
  const { device } = await updateDevice(platform, actor, { by: 'id', value: id }, { patch, expect: () => {} })
  return device
}

/** Asked before a record is made, so that a misspelt name leaves nothing behind. */
async function refuseUnknownUser({ db }: Platform, userName: string): Promise<void> {
  const exists = (value: string) => findUser(db, { by: 'name', value })
  if (await exists(userName)) return
  const [suggestion = ''] = userName.split('@')
  if (suggestion !== userName && suggestion && (await exists(suggestion))) {
    const detail = `There is no user ${userName}, but there is ${suggestion}`
    throw new Problem('dep-enrollment.qualified-name', { detail, suggestion })
  }
  throw new Problem('user.not-found', { detail: `There is no user ${userName}`, userName })
}

/** The record that the device enrolls with; a device that Apple knows and nobody has entered gets one now. */
async function recordOf(platform: Platform, actor: Actor, dep: DepDevice): Promise<string> {
  const { db, clock } = platform
  const key = { by: 'serial' as const, value: dep.serial }
  const found = await findDevice(db, key, clock())
  if (found) return found.device.id
  const [added] = await db
    .transaction()
    .execute((trx) => addDevices(trx, platform, { actor, source: 'dep' }, [listedDevice(dep)]))
  const id = added?.id ?? (await findDevice(db, key, clock()))?.device.id
  if (!id) throw new Problem('device.not-found', { serial: dep.serial })
  return id
}
