import type { AnswerListener } from '../commands/answer-listener.ts'
import { takeOutOfTurn } from '../commands/out-of-turn.ts'
import { storeAnswer } from '../commands/store-answer.ts'
import type { Device } from '../contract/device.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { PollMessage } from '../protocol/mdm/poll.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { adoptRenewal } from './adopt-renewal.ts'
import type { Authorities } from './authority.ts'
import type { Caller } from './caller.ts'
import type { Enrollment } from './enrollment-store.ts'
import { lockBoth } from './lock-both.ts'
import { queueRenewal } from './queue-renewal.ts'
import { Refusal } from './refusal.ts'
import { isOpen, isWithinGrace, nextAttemptAt } from './renewal-rules.ts'
import { findRenewal } from './renewal-store.ts'

/** The device has renewed its certificate by itself, of which no message tells (apple-mdm.md 3.7). */
export async function adoptOnPoll(
  { db, clock }: Platform,
  { caller, address }: { caller: Caller; address: string | null },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const now = clock()
    const { device, enrollment } = await lockBoth(trx, caller, now)
    if (enrollment.certificateId === caller.certificateId) return
    const actor = deviceActor(caller.binding.serial, address)
    await adoptRenewal(trx, { device, enrollment, caller, actor, now })
  })
}

type Expired = {
  caller: Caller
  message: PollMessage
  body: Buffer
  listeners: readonly AnswerListener[]
  authorities: () => Promise<Authorities>
}

/**
 * All that a device gets whose certificate has ended: the profile with which it renews it, and that for a time only
 * (apple-mdm.md 8, "expired SCEP identity"). It is not told that it is unknown, for it would leave. @throws {Refusal}
 */
export async function offerRenewal(platform: Platform, expired: Expired): Promise<Buffer | undefined> {
  const { db, clock, secrets } = platform
  const { caller, message } = expired
  const settings = await readEnrollmentSettings(db)
  if (!isWithinGrace(caller.notAfter, clock(), settings.certificateGraceDays))
    throw new Refusal(403, 'The certificate has expired', 'expired-certificate')
  const authorities = await expired.authorities()
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { device, enrollment } = await lockBoth(trx, caller, now)
    await takeRenewalAnswer(trx, expired, { deviceId: device.id, enrollmentId: enrollment.id, now })
    if (message.Status === 'NotNow') return undefined
    const id = await commandFor(trx, { platform, authorities, settings, device, enrollment, now })
    return id === undefined
      ? undefined
      : takeOutOfTurn(trx, secrets, { enrollmentId: enrollment.id, id, now })
  })
}

type Whose = { deviceId: string; enrollmentId: string; now: Date }

/** What it says of other commands has to wait until it can prove again who it is. */
async function takeRenewalAnswer(trx: Trx, { message, body, listeners }: Expired, whose: Whose) {
  const renewal = await findRenewal(trx, whose.enrollmentId)
  if (message.Status !== 'Idle' && message.CommandUUID === renewal?.commandId)
    await storeAnswer(trx, whose, { message, body, listeners })
}

type Due = {
  platform: Platform
  authorities: Authorities
  settings: EnrollmentSettings
  device: Device
  enrollment: Enrollment
  now: Date
}

/** The attempt that is open, or a new one when it is time. */
async function commandFor(trx: Trx, { settings, ...due }: Due): Promise<string | undefined> {
  const renewal = await findRenewal(trx, due.enrollment.id)
  if (!renewal || nextAttemptAt(renewal) <= due.now)
    return queueRenewal(trx, { ...due, organization: settings.organizationName })
  return isOpen(renewal) ? renewal.commandId : undefined
}
