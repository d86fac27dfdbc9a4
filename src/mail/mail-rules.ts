import type { DueMail } from './outbox-store.ts'
import type { MailDevice } from './mail-device.ts'

/** Pure rules of the outbox. */

/** About a day: a mail server that is away for a night, or greylists, loses nothing. */
export const mostAttempts = 14
const longestDelayMinutes = 240

/** 1, 2, 4 ... minutes, then every four hours. */
export function nextTryAfter(attempts: number, now: Date): Date {
  const minutes = Math.min(2 ** (attempts - 1), longestDelayMinutes)
  return new Date(now.getTime() + minutes * 60_000)
}

/** Why a mail with an enrollment link is not to be sent any more; that of the request itself is told by whoever keeps it. */
export function reasonToCancelRequest(
  device: MailDevice | undefined,
  { expiryEnforced }: { expiryEnforced: boolean },
): string | undefined {
  if (device?.status === 'withdrawn') return 'The device is withdrawn'
  return device?.status === 'expired' && expiryEnforced ? 'The time to check in is over' : undefined
}

/** Why a mail is not to be sent any more; the device is as it is now, not as it was when the mail was asked for. */
export function reasonToCancel(
  { channel, recipient }: Pick<DueMail, 'channel' | 'recipient'>,
  device: MailDevice | undefined,
  { expiryEnforced }: { expiryEnforced: boolean },
): string | undefined {
  if (!device) return 'The record of the device was deleted'
  if (device.status === 'enrolled' || device.status === 'withdrawn') return `The device is ${device.status}`
  if (device.status === 'expired' && expiryEnforced) return 'The time to check in is over'
  const current = channel === 'sms' ? device.mobile : device.registrationEmail
  if (current?.toLowerCase() === recipient.toLowerCase()) return undefined
  return channel === 'sms' ? 'The user has another mobile number now' : 'The device has another address now'
}

export const windowMs = 60_000

/** How many mails may go out now, and how long to wait when there are none. The limit holds in every window of a minute. */
export function allowance(
  mailsPerMinute: number,
  { tried, first }: { tried: number; first: string | null },
  now: Date,
): { mails: number; waitMs: number } {
  const waitMs = first === null ? 0 : Math.max(0, Date.parse(first) + windowMs - now.getTime())
  return { mails: Math.max(0, mailsPerMinute - tried), waitMs }
}
