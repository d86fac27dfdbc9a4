import type { CommandState } from '../contract/command.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import { storable } from '../platform/db/storable.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { PollMessage } from '../protocol/mdm/poll.ts'
import { remindLater } from '../push/push-store.ts'
import { tellListeners, type AnswerListener, type CommandError } from './answer-listener.ts'
import { reminderSeconds } from './command-rules.ts'
import { findCommand, findSent, setResult, type QueuedCommand } from './command-store.ts'
import { actOf, reasonIn, reasonOf } from './command-words.ts'
import { storeDetails } from './device-detail.ts'

export type Whose = { deviceId: string; enrollmentId: string; now: Date }
export type AnsweredCommand = QueuedCommand & { outcome: 'acknowledged' | 'error' | 'not-now' }

const states: Record<Exclude<PollMessage['Status'], 'Idle'>, AnsweredCommand['outcome']> = {
  Acknowledged: 'acknowledged',
  Error: 'error',
  CommandFormatError: 'error',
  NotNow: 'not-now',
}

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/**
 * Stores what became of a command, as it came, and then what follows from it (apple-mdm.md 5.1). An answer that was there
 * before, or is to no command of ours, changes nothing. Device and enrollment are locked.
 */
export async function storeAnswer(
  trx: Trx,
  whose: Whose,
  { message, body, listeners }: { message: PollMessage; body: Buffer; listeners: readonly AnswerListener[] },
): Promise<AnsweredCommand | undefined> {
  if (message.Status === 'Idle' || !isUuid(message.CommandUUID)) return undefined
  const command = await findCommand(trx, whose.enrollmentId, message.CommandUUID)
  if (command?.state !== 'sent' && command?.state !== 'not-now') return undefined
  const outcome = states[message.Status]
  const error = outcome === 'error' ? errorOf(message) : undefined
  const { content } = message
  await finish(trx, whose, { command, outcome, error, body, content, listeners })
  if (outcome === 'acknowledged')
    await storeDetails(trx, whose, { requestType: command.requestType, content })
  return { ...command, outcome }
}

/** A message that cannot be read must not keep the queue from moving on: the command in flight has failed, with it as its result. */
export async function failSent(
  trx: Trx,
  whose: Whose,
  { reason, body, listeners }: { reason: string; body: Buffer; listeners: readonly AnswerListener[] },
): Promise<void> {
  const command = await findSent(trx, whose.enrollmentId)
  if (!command) return
  const error = { unreadable: storable(reason) }
  await finish(trx, whose, { command, outcome: 'error', error, body, content: undefined, listeners })
}

type Finish = {
  command: QueuedCommand
  outcome: AnsweredCommand['outcome']
  error: CommandError | undefined
  body: Buffer
  content: PollMessage['content'] | undefined
  listeners: readonly AnswerListener[]
}

async function finish(trx: Trx, { deviceId, enrollmentId, now }: Whose, o: Finish): Promise<void> {
  const { command, outcome, error, body, content, listeners } = o
  const { id: commandId, requestType, key } = command
  const state: CommandState = outcome
  await setResult(trx, command, { state, result: body, error, now })
  if (outcome === 'not-now') await remindLater(trx, enrollmentId, reminderSeconds(command.notNowCount + 1))
  const heard = { commandId, requestType, key, deviceId, enrollmentId, state: outcome, error, content, now }
  const isHeard = await tellListeners(trx, listeners, heard)
  if (outcome !== 'not-now' && (command.told || (outcome === 'error' && !isHeard)))
    await tellTimeline(trx, deviceId, { command, error })
  await announce(trx, { topic: 'device', id: deviceId })
}

function tellTimeline(
  trx: Trx,
  deviceId: string,
  { command: { requestType, id }, error }: { command: QueuedCommand; error: CommandError | undefined },
): Promise<void> {
  const act = actOf(requestType)
  const summary = error
    ? `The device could not ${act}: ${reasonOf(error)}`
    : `The device did what it was asked: ${act}.`
  return recordEvents(trx, [
    {
      subject: { kind: 'device', id: deviceId },
      kind: error ? 'command.failed' : 'command.done',
      actor: 'device',
      summary,
      facts: { requestType, commandId: id, ...(error ? { error } : {}) },
    },
  ])
}

const mostReasons = 10

const errorOf = (message: PollMessage): CommandError | undefined =>
  message.Status === 'Error' || message.Status === 'CommandFormatError'
    ? { status: message.Status, chain: message.ErrorChain?.slice(0, mostReasons).map(reasonIn) ?? [] }
    : undefined
