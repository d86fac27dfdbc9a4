import type { Message } from '../platform/mail/smtp.ts'
import { checkInMessage, checkInText, nameOf, type Sender } from './check-in-message.ts'
import type { MailDevice } from './mail-device.ts'
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
  device: MailDevice,
  letterhead: Letterhead & { now: Date },
): Message | undefined {
  const { from, replyTo, smsGateway, publicUrl, now } = letterhead
  // An expiry that nobody enforces is no date that a person has to keep.
  const told = letterhead.checkInExpiryEnforced ? device : { ...device, expiresAt: null }
  const envelope = {
    // Of the row, so that a mail that is sent once more is known as the same.
    messageId: `${mail.id}@${new URL(publicUrl).hostname}`,
    from: { name: nameOf(letterhead), address: from },
    replyTo: replyTo || undefined,
    date: now,
  }
  if (mail.channel === 'mail') return { ...envelope, to: mail.recipient, ...checkInMessage(told, letterhead) }
  if (!smsGateway) return undefined
  const number = mail.recipient.replace(/[^\d+]/g, '')
  return {
    ...envelope,
    to: smsGateway.replace('{number}', number),
    subject: '',
    text: checkInText(told, letterhead),
  }
}
