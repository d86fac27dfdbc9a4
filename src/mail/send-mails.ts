import { z } from 'zod'
import { recordEvents } from '../platform/audit/timeline.ts'
import { holdLock } from '../platform/db/advisory-lock.ts'
import { announce } from '../platform/events/live.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { MailTrouble } from '../platform/mail/mail-trouble.ts'
import { openMailer, type Mailer } from '../platform/mail/smtp.ts'
import type { Platform } from '../platform/platform.ts'
import { SecretError } from '../platform/secrets/secrets.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { allowance, mostAttempts, nextTryAfter, reasonToCancel, windowMs } from './mail-rules.ts'
import type { MailDevices } from './mail-device.ts'
import { readMailSetup, type MailSetup } from './mail-setup.ts'
import {
  countTried,
  giveBack,
  isMailDue,
  listUnsent,
  setEnded,
  takeDueMail,
  type DueMail,
} from './outbox-store.ts'
import { writeMessage, type Letterhead } from './write-message.ts'

export const SendMails: JobKind<Record<string, never>> = { name: 'mail.send', payload: z.strictObject({}) }

export type Sending = { platform: Platform; devices: MailDevices }

const connections = 4
const serverTroubleWaitMs = 60_000

/**
 * Sends what is due, as many as a minute allows, and has itself called again for the rest. One sender at a time on all servers.
 *
 * A mail is taken, handed to the mail server, and then noted as sent. Whoever dies between the last two sends it once more:
 * twice is possible, lost is not. Both carry the same Message-ID, by which mail servers and readers fold them.
 */
export async function sendMails(sending: Sending, signal: AbortSignal): Promise<void> {
  const { db, pool, jobs } = sending.platform
  const lock = await holdLock(pool, 'mail.send')
  if (!lock) return
  try {
    await putBackUnsent(sending)
    const setup = await readMailSetup(sending.platform)
    if (!setup || !(await isMailDue(db, sending.platform.clock()))) return
    const waitMs = await sendRound(sending, setup, AbortSignal.any([signal, lock.lost]))
    if (waitMs !== undefined)
      await jobs.enqueue(db, SendMails, {}, { key: 'later', afterSeconds: Math.ceil(waitMs / 1000) })
  } finally {
    await lock.release()
  }
}

async function putBackUnsent({ platform: { db, clock } }: Sending): Promise<void> {
  const answer = 'The server stopped while it sent this mail'
  for (const { id, attempts } of await listUnsent(db))
    if (attempts < mostAttempts)
      await giveBack(db, id, { answer, nextTryAt: nextTryAfter(attempts, clock()) })
    else await setEnded(db, id, { state: 'failed', answer })
}

type Round = Sending & { mailer: Mailer; setup: MailSetup; letterhead: Letterhead; expiryEnforced: boolean }

/** Answers how long to wait before the next round, or undefined when nothing is left to do. */
async function sendRound(
  sending: Sending,
  setup: MailSetup,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { db, clock, log, publicUrl } = sending.platform
  const settings = await readEnrollmentSettings(db)
  const allowed = allowance(setup.mailsPerMinute, await countTried(db, windowStart(clock())), clock())
  const mailer = openMailer(setup.server, { connections })
  const letterhead = {
    ...settings,
    from: setup.from,
    replyTo: setup.replyTo,
    smsGateway: setup.smsGateway,
    publicUrl: publicUrl(),
  }
  const round: Round = {
    ...sending,
    mailer,
    setup,
    letterhead,
    expiryEnforced: settings.checkInExpiryEnforced,
  }
  let left = allowed.mails
  let trouble: MailTrouble | undefined
  const work = async () => {
    while (left > 0 && !trouble && !signal.aborted) {
      left -= 1
      const mail = await takeDueMail(db, clock())
      if (!mail) return
      const outcome = await sendOne(round, mail)
      if (outcome === 'cancelled') left += 1
      else trouble = outcome ?? trouble
    }
  }
  // All of them end before the lock is given back, whatever becomes of one.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(connections, left) }, work))
  mailer.close()
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  if (trouble) log.warn({ kind: trouble.kind }, 'mails wait: the mail server cannot be used')
  if (signal.aborted || !(await isMailDue(db, clock()))) return undefined
  return trouble ? serverTroubleWaitMs : nextAllowed(round)
}

const windowStart = (now: Date) => new Date(now.getTime() - windowMs)

async function nextAllowed({ platform: { db, clock }, setup }: Round): Promise<number> {
  const now = clock()
  return allowance(setup.mailsPerMinute, await countTried(db, windowStart(now)), now).waitMs
}

type Outcome = 'cancelled' | undefined

/** Answers the trouble that the next mail would meet too. */
async function sendOne(round: Round, mail: DueMail): Promise<Outcome | MailTrouble> {
  const { platform, mailer, letterhead, expiryEnforced } = round
  const { db, clock } = platform
  const device = await readDevice(round, mail)
  if (device === unreadable) return note(round, mail, { state: 'failed', answer: unreadable })
  const reason = reasonToCancel(mail, device, { expiryEnforced })
  if (reason !== undefined || !device) {
    await note(round, mail, { state: 'cancelled', answer: reason ?? '' })
    return 'cancelled'
  }
  const message = writeMessage(mail, device, { ...letterhead, now: clock() })
  const sent = message ? await mailer.send(message) : noGateway
  if ('answer' in sent) return note(round, mail, { state: 'sent', answer: sent.answer, sentAt: clock() })
  const { trouble } = sent
  if (trouble.temporary && mail.attempts < mostAttempts) {
    await giveBack(db, mail.id, { answer: trouble.answer, nextTryAt: nextTryAfter(mail.attempts, clock()) })
    await announce(db, { topic: 'mail', id: mail.id })
  } else await note(round, mail, { state: 'failed', answer: trouble.answer })
  return trouble.kind === 'refused' ? undefined : trouble
}

const unreadable = 'The code of the device cannot be opened: check the secret key of this server'

async function readDevice({ platform, devices }: Round, { deviceId }: DueMail) {
  try {
    return deviceId === null ? undefined : await devices.find(platform.db, deviceId)
  } catch (error) {
    if (error instanceof SecretError) return unreadable
    throw error
  }
}

const noGateway = {
  trouble: {
    kind: 'refused',
    temporary: false,
    answer: 'No gateway for text messages is set up',
  } satisfies MailTrouble,
}

type End = Parameters<typeof setEnded>[2]

/** The end of a mail, and what the timeline of its device says about it, in one transaction. */
function note({ platform: { db }, devices }: Round, mail: DueMail, end: End): Promise<undefined> {
  return db.transaction().execute(async (trx) => {
    const { deviceId, recipient } = mail
    const mayTell = deviceId !== null && end.state !== 'cancelled' && (await devices.lock(trx, deviceId))
    await setEnded(trx, mail.id, end)
    if (mayTell)
      await recordEvents(trx, [
        {
          subject: { kind: 'device', id: deviceId },
          kind: `mail.${end.state}`,
          actor: mail.requestedBy,
          summary: summaryOf(mail, end),
          facts: { mailId: mail.id, recipient, answer: end.answer, attempts: mail.attempts },
        },
      ])
    await announce(trx, { topic: 'mail', id: mail.id })
    return undefined
  })
}

function summaryOf({ channel, recipient }: DueMail, { state, answer }: End): string {
  const what = channel === 'sms' ? 'The text message' : 'The check-in mail'
  return state === 'sent' ? `${what} to ${recipient} was sent.` : `${what} to ${recipient} failed: ${answer}`
}
