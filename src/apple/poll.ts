import { lockDevice } from '../devices/device-store.ts'
import { touchDevice } from '../devices/enroll-device.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { channelOf } from '../protocol/mdm/channel.ts'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import { readPoll, type PollMessage } from '../protocol/mdm/poll.ts'
import { checkBinding, checkStanding, type Caller } from './caller.ts'
import type { Signed } from './check-in.ts'
import { storeAnswer } from './command-answer.ts'
import { findSent, setResult, takeNext } from './command-store.ts'
import { endEnrollment } from './end-enrollment.ts'
import { lockEnrollment, setSeen } from './enrollment-store.ts'
import { Refusal } from './refusal.ts'

/**
 * Answers a poll with the next command, or with nothing. An idle device with an empty queue costs one query.
 * @throws {Refusal | MdmError}
 */
export async function answerPoll(
  platform: Platform,
  { findCaller, body, address }: Signed,
): Promise<Buffer | undefined> {
  const { db, clock } = platform
  const now = clock()
  const caller = await findCaller()
  checkStanding(caller)
  const { enrollment, deviceId } = caller
  if (enrollment?.state !== 'active') throw new Refusal(403, 'The device is not enrolled')
  const message = await readOrFail(db, body, { enrollmentId: enrollment.id, now })
  checkBinding(caller, { UDID: message.UDID })
  // Users of a device have no commands of their own here.
  if (channelOf(message).user !== undefined) return undefined
  if (isStale(enrollment.lastSeenAt, now)) await noteSeen(db, { enrollmentId: enrollment.id, deviceId, now })
  if (message.Status === 'Idle' && !enrollment.hasCommands) return undefined
  return converse(platform, { caller, message, body, address })
}

/**
 * A message that cannot be read must not keep the queue from moving on: the command in flight has failed, with the message
 * as its result.
 */
async function readOrFail(db: Db, body: Buffer, { enrollmentId, now }: { enrollmentId: string; now: Date }) {
  try {
    return readPoll(body)
  } catch (error) {
    if (!(error instanceof MdmError)) throw error
    await db.transaction().execute(async (trx) => {
      await lockEnrollment(trx, enrollmentId)
      const sent = await findSent(trx, enrollmentId)
      if (sent)
        await setResult(trx, sent.id, {
          state: 'error',
          result: body,
          error: { unreadable: error.message },
          now,
        })
    })
    throw error
  }
}

type Conversation = { caller: Caller; message: PollMessage; body: Buffer; address: string | null }

/** Stores the answer and chooses the next command in one transaction, so that repeated polls cannot get two commands. */
async function converse(platform: Platform, { caller, message, body, address }: Conversation) {
  const { db, clock } = platform
  const now = clock()
  const result = await db.transaction().execute(async (trx) => {
    const { device, enrollment } = await lockBoth(trx, caller, now)
    const failed = await storeAnswer(trx, { device, enrollment, message, body, now })
    if (!failed)
      return { next: await takeNext(trx, enrollment.id, { afterNotNow: message.Status === 'NotNow', now }) }
    const actor = deviceActor(caller.binding.serial, address)
    await endEnrollment(trx, enrollment, { reason: 'restriction-failed', actor, now })
    return { failed }
  })
  // Thrown after the commit: the enrollment has ended, and stays so.
  if ('failed' in result) throw new Refusal(403, result.failed ?? 'The enrollment has ended')
  return result.next
}

async function lockBoth(trx: Trx, { deviceId, enrollment }: Caller, now: Date) {
  const record = await lockDevice(trx, deviceId, now)
  const current = enrollment && (await lockEnrollment(trx, enrollment.id))
  if (!record || record.device.status === 'withdrawn') throw new Refusal(403, 'The device is withdrawn')
  if (current?.state !== 'active') throw new Refusal(403, 'The enrollment has ended')
  return { device: record.device, enrollment: current }
}

const seenEveryMs = 5 * 60_000
const isStale = (lastSeenAt: string | null, now: Date) =>
  lastSeenAt === null || Date.parse(lastSeenAt) + seenEveryMs <= now.getTime()

async function noteSeen(
  db: Db,
  { enrollmentId, deviceId, now }: { enrollmentId: string; deviceId: string; now: Date },
) {
  await setSeen(db, enrollmentId, now)
  await touchDevice(db, deviceId, now)
}
