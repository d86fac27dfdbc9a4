import type { AnswerListener } from '../commands/answer-listener.ts'
import { takeNext } from '../commands/command-store.ts'
import { failSent } from '../commands/store-answer.ts'
import { touchDevice } from '../devices/enroll-device.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { channelOf } from '../protocol/mdm/channel.ts'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import { readPoll, type PollMessage } from '../protocol/mdm/poll.ts'
import { checkBinding, checkStanding, type Caller } from './caller.ts'
import type { Signed } from './check-in.ts'
import { takeAnswer } from './command-answer.ts'
import { endEnrollment } from './end-enrollment.ts'
import { setSeen } from './enrollment-store.ts'
import { lockBoth } from './lock-both.ts'
import { adoptOnPoll, offerRenewal } from './poll-renewal.ts'
import { tellToPart } from './part-with-withdrawn.ts'
import { Refusal } from './refusal.ts'

/**
 * Answers a poll with the next command, or with nothing. An idle device with an empty queue costs one query.
 * @throws {Refusal | MdmError}
 */
export async function answerPoll(
  platform: Platform,
  { findCaller, authorities, body, address }: Signed,
  listeners: readonly AnswerListener[],
): Promise<Buffer | undefined> {
  const { clock } = platform
  const now = clock()
  const caller = await findCaller()
  const isTold = caller.isLeaving && (await partWith(platform, caller))
  if (!isTold) checkStanding(caller)
  const { enrollment, deviceId } = caller
  if (enrollment?.state !== 'active') throw new Refusal(403, 'The device is not enrolled', 'not-enrolled')
  const message = await readOrFail(platform, { caller, body, listeners })
  checkBinding(caller, { UDID: message.UDID })
  if (isTold) return converse(platform, { caller, message, body, address, listeners })
  if (enrollment.isRenewal) await adoptOnPoll(platform, { caller, address })
  // Users of a device have no commands of their own here.
  if (channelOf(message).user !== undefined) return undefined
  if (isStale(enrollment.lastSeenAt, now))
    await noteSeen(platform.db, { enrollmentId: enrollment.id, deviceId, now })
  if (caller.isExpired) return offerRenewal(platform, { caller, message, body, listeners, authorities })
  if (message.Status === 'Idle' && !enrollment.hasCommands) return undefined
  return converse(platform, { caller, message, body, address, listeners })
}

/** Whichever comes first, its poll or the job that looks for it: nothing that waits is sent to a device that was withdrawn. */
const partWith = (platform: Platform, { enrollment, deviceId }: Caller): Promise<boolean> =>
  enrollment ? tellToPart(platform, { enrollmentId: enrollment.id, deviceId }) : Promise.resolve(false)

type Unread = { caller: Caller; body: Buffer; listeners: readonly AnswerListener[] }

/** A message that cannot be read is the answer to the command in flight: that has failed, and the queue moves on. */
async function readOrFail({ db, clock }: Platform, { caller, body, listeners }: Unread) {
  try {
    return readPoll(body)
  } catch (error) {
    if (!(error instanceof MdmError)) throw error
    await db.transaction().execute(async (trx) => {
      const now = clock()
      const { device, enrollment } = await lockBoth(trx, caller, now)
      const whose = { deviceId: device.id, enrollmentId: enrollment.id, now }
      await failSent(trx, whose, { reason: error.message, body, listeners })
    })
    throw error
  }
}

type Conversation = Unread & { message: PollMessage; address: string | null }

/** Stores the answer and chooses the next command in one transaction, so that repeated polls cannot get two commands. */
async function converse(platform: Platform, { caller, message, body, address, listeners }: Conversation) {
  const { db, secrets, clock } = platform
  const now = clock()
  const result = await db.transaction().execute(async (trx) => {
    const { device, enrollment } = await lockBoth(trx, caller, now)
    const end = await takeAnswer(trx, { device, enrollment, message, body, now }, { listeners, secrets })
    const afterNotNow = message.Status === 'NotNow'
    if (!end) return { next: await takeNext(trx, secrets, { enrollmentId: enrollment.id, afterNotNow, now }) }
    const actor = deviceActor(caller.binding.serial, address)
    await endEnrollment(trx, enrollment, { reason: end.reason, actor, now })
    return end
  })
  // Thrown after the commit: the enrollment has ended, and stays so.
  if ('refusal' in result && result.refusal) throw new Refusal(403, result.refusal, 'restriction-failed')
  return 'next' in result ? result.next : undefined
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
