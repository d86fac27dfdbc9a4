import type { Platform } from '../platform/platform.ts'
import type { MailDevices } from './mail-device.ts'
import type { MailLinks } from './mail-links.ts'
import type { MailNotices } from './mail-notices.ts'
import { SendMails, sendMails } from './send-mails.ts'

const everyFiveMinutes = '*/5 * * * *'

/**
 * Mails are sent when some have been queued. The live event starts the job and not the causing transaction, because the rows of the
 * outbox are what must not get lost; the schedule finds what nobody heard of, and later tries.
 */
export function registerMailJobs(
  platform: Platform,
  { devices, notices, links }: { devices: MailDevices; notices: MailNotices; links: MailLinks },
): void {
  const { jobs, live, db, log } = platform
  jobs.register(SendMails, (_payload, { signal }) => sendMails({ platform, devices, notices, links }, signal))
  jobs.registerSchedule(SendMails, everyFiveMinutes, {})
  live.subscribe(({ topic, id }) => {
    if (topic !== 'mail' || id !== null) return
    jobs
      .enqueue(db, SendMails, {}, { key: 'now' })
      .catch((err: unknown) => log.warn({ err }, 'mails wait for the next look at the outbox'))
  })
}
