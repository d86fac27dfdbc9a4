import type { Message } from '../platform/mail/smtp.ts'
import { checkInMessage, checkInText, nameOf, type Invitation, type Sender } from './check-in-message.ts'
import type { MailNotice } from './mail-notices.ts'
import type { DueMail } from './outbox-store.ts'

/** What stands on every mail of this installation. */
export type Letterhead = Sender & {
  from: string
  replyTo: string
  smsGateway: string
  publicUrl: string
  checkInExpiryEnforced: boolean
}

/** The whole mail, from the device as it is now; undefined for a text message that no gateway takes. */
export function writeMessage(
  mail: DueMail,
  { device, link }: Invitation,
  letterhead: Letterhead & { now: Date },
): Message | undefined {
  const { smsGateway } = letterhead
  // An expiry that nobody enforces is no date that a person has to keep.
  const told = device && !letterhead.checkInExpiryEnforced ? { ...device, expiresAt: null } : device
  const envelope = envelopeOf(mail, letterhead)
  if (mail.channel === 'mail')
    return { ...envelope, to: mail.recipient, ...checkInMessage({ device: told, link }, letterhead) }
  if (!smsGateway) return undefined
  const number = mail.recipient.replace(/[^\d+]/g, '')
  return {
    ...envelope,
    to: smsGateway.replace('{number}', number),
    subject: '',
    text: checkInText({ device: told, link }, letterhead),
  }
}

export const writeNotice = (
  mail: DueMail,
  notice: MailNotice,
  letterhead: Letterhead & { now: Date },
): Message => ({ ...envelopeOf(mail, letterhead), to: mail.recipient, ...notice })

function envelopeOf(mail: DueMail, letterhead: Letterhead & { now: Date }) {
  const { from, replyTo, publicUrl, now } = letterhead
  return {
    // Of the row, so that a mail that is sent once more is known as the same.
    messageId: `${mail.id}@${new URL(publicUrl).hostname}`,
    from: { name: nameOf(letterhead), address: from },
    replyTo: replyTo || undefined,
    date: now,
  }
}
