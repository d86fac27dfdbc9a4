import type { Platform } from '../platform/platform.ts'
import type { MailDevices } from './mail-device.ts'
import { SendMails, sendMails } from './send-mails.ts'

const everyMinute = '* * * * *'

/**
 * Mails are sent when some have been queued, and looked for every minute: next tries, and what nobody heard of. The job is started by
 * the live event and not in the causing transaction, because the rows of the outbox are what must not get lost.
 */
export function registerMailJobs(platform: Platform, { devices }: { devices: MailDevices }): void {
  const { jobs, live, db, log } = platform
  jobs.register(SendMails, (_payload, { signal }) => sendMails({ platform, devices }, signal))
  jobs.registerSchedule(SendMails, everyMinute, {})
  live.subscribe(({ topic, id }) => {
    if (topic !== 'mail' || id !== null) return
    jobs
      .enqueue(db, SendMails, {}, { key: 'now' })
      .catch((err: unknown) => log.warn({ err }, 'mails wait for the next minute'))
  })
}
