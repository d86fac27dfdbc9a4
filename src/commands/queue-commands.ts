import { lockDevice } from '../devices/device-store.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { buildCommand, type Command } from '../protocol/mdm/command.ts'
import { requestPush } from '../push/push-store.ts'
import { urgencyOf } from './command-rules.ts'
import {
  endWaiting,
  insertCommands,
  isWaiting,
  lockActiveEnrollment,
  payloadPlace,
  type Whose,
} from './command-store.ts'

/** The removal of the enrollment profile, the one thing that a withdrawn device is asked for. */
export const partingKey = 'device.withdrawn'

export type QueueOptions = {
  secrets: Secrets
  actor: Actor
  now: Date
  /**
   * Names what the commands are for. Those of the same name that wait give way, or stay with `ifWaiting: 'keep'`; one that was
   * sent is past taking back. Listeners for answers go by it (`AnswerListener`).
   */
  key?: string
  ifWaiting?: 'replace' | 'keep'
  /**
   * Whether the timeline of the device tells what became of them: of what an admin or a program of theirs asks for, unless given.
   * That it was asked for, and the audit record, is the caller's to tell.
   */
  told?: boolean
}

/**
 * Queues commands for a device and has it told of them. Locks the device and its enrollment. Gives the ids, none when others of
 * the key are kept, or undefined when the device is not enrolled or withdrawn.
 */
export async function queueForDevice(
  trx: Trx,
  deviceId: string,
  commands: readonly Command[],
  o: QueueOptions,
): Promise<string[] | undefined> {
  const record = await lockDevice(trx, deviceId, o.now)
  const { actor, key } = o
  if (!record || (record.device.status === 'withdrawn' && key !== partingKey)) return undefined
  const enrollmentId = await lockActiveEnrollment(trx, deviceId)
  if (!enrollmentId) return undefined
  if (key !== undefined) {
    if (o.ifWaiting === 'keep' && (await isWaiting(trx, enrollmentId, key))) return []
    await endWaiting(trx, { enrollmentId, key }, { state: 'replaced', now: o.now })
  }
  const isPerson = actor.kind === 'admin' || actor.kind === 'api-token'
  const told = o.told ?? isPerson
  const whose = { enrollmentId, key: key ?? null, askedBy: isPerson ? actor.name : null, told }
  const ids = await insert(trx, o.secrets, whose, commands)
  await announce(trx, { topic: 'device', id: deviceId })
  return ids
}

/** Puts commands of Muster itself at the end of the queue of an enrollment, whose row the caller holds. */
export async function queueCommands(
  trx: Trx,
  enrollmentId: string,
  commands: readonly Command[],
  { secrets }: { secrets: Secrets },
): Promise<void> {
  await insert(trx, secrets, { enrollmentId, key: null, askedBy: null, told: false }, commands)
}

async function insert(
  trx: Trx,
  secrets: Secrets,
  whose: Whose,
  commands: readonly Command[],
): Promise<string[]> {
  if (commands.length === 0) return []
  const rows = commands.map((command) => {
    const id = uuidv7()
    const payload = secrets.seal(payloadPlace(id), buildCommand(id, command))
    return { id, requestType: command.RequestType, urgency: urgencyOf(command.RequestType), payload }
  })
  await insertCommands(trx, whose, rows)
  await requestPush(trx, [whose.enrollmentId])
  return rows.map(({ id }) => id)
}
