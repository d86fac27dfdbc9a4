import type { CommandPin } from '../contract/command.ts'
import { noteDeviceChange } from '../devices/change-notes.ts'
import type { DeviceKey } from '../devices/device-store.ts'
import { lockByKey } from '../devices/update-device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { readCommand } from '../protocol/mdm/command.ts'
import { tellListeners, type AnswerListener } from './answer-listener.ts'
import { findCommandOf } from './command-list.ts'
import { endWaiting, payloadPlace } from './command-store.ts'
import { actOf } from './command-words.ts'

type Named = { key: DeviceKey; commandId: string }

const notFound = (id: string) => new Problem('command.not-found', { id })

/** Takes back what the device has not got. @throws {Problem} `command.not-waiting` when it has */
export function cancelCommand(
  { db, clock }: Platform,
  actor: Actor,
  { key, commandId, listeners }: Named & { listeners: readonly AnswerListener[] },
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { device } = await lockByKey(trx, key, now)
    const found = await findCommandOf(trx, device.id, commandId)
    if (!found) throw notFound(commandId)
    const { enrollmentId } = found
    const which = { enrollmentId, id: commandId }
    const [command] = await endWaiting(trx, which, { state: 'cancelled', now })
    if (!command)
      throw new Problem('command.not-waiting', { id: commandId, commandState: found.command.state })
    const { requestType } = command
    await tellListeners(trx, listeners, {
      commandId,
      requestType,
      deviceId: device.id,
      enrollmentId,
      now,
      key: command.key,
      state: 'cancelled',
    })
    await noteDeviceChange(trx, actor, {
      device,
      action: 'command.cancelled',
      summary: `${actor.name} took back what the device was asked for: ${actOf(requestType)}.`,
      facts: { commandId, requestType },
    })
  })
}

/** The PIN with which a Mac that was locked or erased is opened. Who reads it is audited. @throws {Problem} */
export function readPin(
  { db, secrets, clock }: Platform,
  actor: Actor,
  { key, commandId }: Named,
): Promise<CommandPin> {
  return db.transaction().execute(async (trx) => {
    const { device } = await lockByKey(trx, key, clock())
    const found = await findCommandOf(trx, device.id, commandId)
    if (!found) throw notFound(commandId)
    const pin = found.sealed && pinIn(secrets.open(payloadPlace(commandId), found.sealed))
    if (!pin) throw new Problem('command.no-pin', { id: commandId })
    await recordAudit(trx, actor, {
      action: 'command.pin-read',
      target: { kind: 'device', id: device.id, name: device.identifier },
      after: { commandId },
    })
    return { pin }
  })
}

function pinIn(payload: Buffer): string | undefined {
  const { PIN: pin } = readCommand(payload).Command
  return typeof pin === 'string' ? pin : undefined
}
