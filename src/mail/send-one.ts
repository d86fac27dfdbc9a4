import { recordEvents } from '../platform/audit/timeline.ts'
import { announce } from '../platform/events/live.ts'
import type { MailTrouble } from '../platform/mail/mail-trouble.ts'
import type { Mailer, Message } from '../platform/mail/smtp.ts'
import type { Platform } from '../platform/platform.ts'
import { SecretError } from '../platform/secrets/secrets.ts'
import type { MailDevices } from './mail-device.ts'
import type { MailLink, MailLinks } from './mail-links.ts'
import type { MailNotices, MailThing } from './mail-notices.ts'
import { mostAttempts, nextTryAfter, reasonToCancel, reasonToCancelRequest } from './mail-rules.ts'
import { giveBack, setEnded, setMailRequest, type DueMail, type End } from './outbox-store.ts'
import { writeMessage, writeNotice, type Letterhead } from './write-message.ts'

/** What is needed to send one mail after the other. */
export type Round = {
  platform: Platform
  devices: MailDevices
  notices: MailNotices
  links: MailLinks
  mailer: Mailer
  letterhead: Letterhead
}

/** `cancelled` cost nothing; trouble is what the next mail would meet too. */
type Outcome = 'done' | 'cancelled' | MailTrouble

/** Sends a mail that was taken, and notes what became of it. */
export async function sendOne(round: Round, mail: DueMail): Promise<Outcome> {
  const { platform, mailer } = round
  const written = await write(round, mail)
  if ('state' in written) return note(round, mail, written)
  const sent = 'trouble' in written ? written : await mailer.send(written)
  if ('trouble' in sent) return noteTrouble(round, mail, sent.trouble)
  return note(round, mail, { state: 'sent', answer: sent.answer, sentAt: platform.clock() })
}

/** A mail, or what becomes of one that cannot be written. */
type Written = Message | End | { trouble: MailTrouble }

function write(round: Round, mail: DueMail): Promise<Written> {
  if (mail.thing) return writeReminder(round, mail, mail.thing)
  return mail.requestId === null ? writeCheckIn(round, mail) : writeRequest(round, mail, mail.requestId)
}

async function writeReminder(
  { platform, notices, letterhead }: Round,
  mail: DueMail,
  thing: MailThing,
): Promise<Written> {
  const notice = await notices.write(platform.db, thing)
  if (!notice) return { state: 'cancelled', answer: 'It was renewed or removed' }
  return writeNotice(mail, notice, { ...letterhead, now: platform.clock() })
}

async function writeCheckIn(round: Round, mail: DueMail): Promise<Written> {
  const { platform, letterhead } = round
  const device = await readDevice(round, mail)
  if (device === unreadable) return { state: 'failed', answer: unreadable }
  const reason = reasonToCancel(mail, device, { expiryEnforced: letterhead.checkInExpiryEnforced })
  if (reason !== undefined || !device) return { state: 'cancelled', answer: reason ?? '' }
  const link = await round.links.ofDevice(mail, device)
  if (link) await tellLink(round, mail, link)
  return writeMessage(mail, { device, link }, { ...letterhead, now: platform.clock() }) ?? noGateway
}

/** The end of the mail is the end of the sending of that request too. */
async function tellLink({ platform: { db } }: Round, mail: DueMail, { requestId }: MailLink): Promise<void> {
  mail.requestId = requestId
  await setMailRequest(db, mail.id, requestId)
}

async function writeRequest(round: Round, mail: DueMail, requestId: string): Promise<Written> {
  const { platform, letterhead, links } = round
  const link = await links.ofRequest(platform.db, requestId)
  if ('over' in link) return { state: 'cancelled', answer: link.over }
  const device = await readDevice(round, mail)
  if (device === unreadable) return { state: 'failed', answer: unreadable }
  const reason = reasonToCancelRequest(device, { expiryEnforced: letterhead.checkInExpiryEnforced })
  if (reason !== undefined) return { state: 'cancelled', answer: reason }
  const invitation = { device: device ?? null, link }
  return writeMessage(mail, invitation, { ...letterhead, now: platform.clock() }) ?? noGateway
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

async function noteTrouble(round: Round, mail: DueMail, trouble: MailTrouble): Promise<Outcome> {
  const { db, clock } = round.platform
  const { answer } = trouble
  if (trouble.temporary && mail.attempts < mostAttempts) {
    await giveBack(db, mail.id, { answer, nextTryAt: nextTryAfter(mail.attempts, clock()) })
    await announce(db, { topic: 'mail', id: mail.id })
  } else await note(round, mail, { state: 'failed', answer })
  return trouble.kind === 'refused' ? 'done' : trouble
}

/** The end of a mail, and what the timeline of its device says about it, in one transaction. */
function note({ platform: { db }, devices, links }: Round, mail: DueMail, end: End): Promise<Outcome> {
  return db.transaction().execute(async (trx) => {
    const { deviceId, recipient, attempts, requestedBy } = mail
    const mayTell = deviceId !== null && end.state !== 'cancelled' && (await devices.lock(trx, deviceId))
    await setEnded(trx, mail.id, end)
    if (mail.requestId !== null) await links.noteEnd(trx, mail.requestId, end)
    if (mayTell)
      await recordEvents(trx, [
        {
          subject: { kind: 'device', id: deviceId },
          kind: `mail.${end.state}`,
          actor: requestedBy,
          summary: summaryOf(mail, end),
          facts: { mailId: mail.id, recipient, answer: end.answer, attempts },
        },
      ])
    await announce(trx, { topic: 'mail', id: mail.id })
    return end.state === 'cancelled' ? 'cancelled' : 'done'
  })
}

function summaryOf({ channel, recipient }: DueMail, { state, answer }: End): string {
  const what = channel === 'sms' ? 'The text message' : 'The check-in mail'
  return state === 'sent' ? `${what} to ${recipient} was sent.` : `${what} to ${recipient} failed: ${answer}`
}
