import type { AndroidState, NewAndroidCommand } from '../../contract/android-command.ts'
import { noteDeviceChange } from '../../devices/change-notes.ts'
import type { DeviceKey } from '../../devices/device-store.ts'
import { lockByKey } from '../../devices/update-device.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { requirePermission } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { findAgentState, insertCommand, listOpenCommands } from '../agent/agent-store.ts'
import type { Asked, OtherManagement } from './other-management.ts'
import { lockRegistration } from '../agent/registration-store.ts'

/** Asks the agent of a device, or who else manages it, to do something. Asking again while the same waits changes nothing. */
export function commandAndroid(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  other: OtherManagement,
  { actor, key, order }: { actor: Actor; key: DeviceKey; order: NewAndroidCommand },
): Promise<AndroidState> {
  if (order.kind === 'wipe') requirePermission(actor, 'device.erase:write')
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { device } = await lockByKey(trx, key, now)
    refuseUnconfirmed(order, device.identifier)
    const asked = { actor, device, order, now }
    if (!(await askAgent(trx, asked)) && !(await other.ask(trx, asked)))
      throw new Problem('command.not-enrolled', {
        detail: `Neither an agent nor Google manages ${device.identifier}`,
        identifier: device.identifier,
      })
    return findAndroidState(trx, other, device.id)
  })
}

/** What its agent said, and what the device was asked to do by whichever way, newest first. */
export async function findAndroidState(
  db: Db,
  other: OtherManagement,
  deviceId: string,
): Promise<AndroidState> {
  const { registration, commands } = await findAgentState(db, deviceId)
  const all = [...commands, ...(await other.listCommands(db, deviceId))]
  return { registration, commands: all.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, 100) }
}

async function askAgent(trx: Trx, { actor, device, order, now }: Asked): Promise<boolean> {
  const registration = await lockRegistration(trx, device.id)
  if (!registration || device.status !== 'enrolled') return false
  const { kind } = order
  if (kind === 'reboot')
    throw new Problem('command.unfit', {
      detail: 'Agents have no word for restarting. Ask whoever has the device: send a message.',
    })
  const text = order.kind === 'message' ? order.text : undefined
  const waiting = await listOpenCommands(trx, registration.id)
  if (waiting.some((command) => command.kind === kind && command.payload.text === text)) return true
  await insertCommand(trx, {
    id: uuidv7(),
    registrationId: registration.id,
    kind,
    payload: text === undefined ? {} : { text },
    requestedBy: actor.name,
    now,
  })
  await noteDeviceChange(trx, actor, {
    device,
    action: 'device.commanded',
    summary: `${actor.name} asked the device to ${words[kind]}.`,
    facts: { command: kind },
  })
  return true
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
