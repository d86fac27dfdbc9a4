import type { AndroidState, NewAndroidCommand } from '../contract/android-command.ts'
import { noteDeviceChange } from '../devices/change-notes.ts'
import type { DeviceKey } from '../devices/device-store.ts'
import { lockByKey } from '../devices/update-device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { requirePermission } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { findAndroidState, insertCommand, listOpenCommands } from './agent-store.ts'
import { lockRegistration } from './registration-store.ts'

/** Asks the agent of a device to do something. Asking again while the same waits changes nothing. */
export function commandAndroid(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  key: DeviceKey,
  order: NewAndroidCommand,
): Promise<AndroidState> {
  if (order.kind === 'wipe') requirePermission(actor, 'device.erase:write')
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { device } = await lockByKey(trx, key, now)
    refuseUnconfirmed(order, device.identifier)
    const registration = await lockRegistration(trx, device.id)
    if (!registration || device.status !== 'enrolled')
      throw new Problem('command.not-enrolled', {
        detail: `No agent is registered for ${device.identifier}`,
        identifier: device.identifier,
      })
    const { kind } = order
    const text = order.kind === 'message' ? order.text : undefined
    const waiting = await listOpenCommands(trx, registration.id)
    if (!waiting.some((command) => command.kind === kind && command.payload.text === text)) {
      const payload = text === undefined ? {} : { text }
      await insertCommand(trx, {
        id: uuidv7(),
        registrationId: registration.id,
        kind,
        payload,
        requestedBy: actor.name,
        now,
      })
      await noteDeviceChange(trx, actor, {
        device,
        action: 'device.commanded',
        summary: `${actor.name} asked the device to ${words[kind]}.`,
        facts: { command: kind },
      })
    }
    return findAndroidState(trx, device.id)
  })
}

const words = {
  sync: 'report',
  lock: 'lock itself',
  wipe: 'erase itself',
  message: 'show a message',
} as const

function refuseUnconfirmed(order: NewAndroidCommand, identifier: string): void {
  if (order.kind !== 'wipe' || order.confirm.trim() === identifier) return
  throw new Problem('device-erase.unconfirmed', {
    errors: [{ pointer: '/confirm', code: 'unconfirmed', message: `Type ${identifier}` }],
    identifier,
  })
}
