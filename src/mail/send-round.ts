import type { MailTrouble } from '../platform/mail/mail-trouble.ts'
import { openMailer } from '../platform/mail/smtp.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { allowance, windowMs } from './mail-rules.ts'
import type { MailDevices } from './mail-device.ts'
import type { MailLinks } from './mail-links.ts'
import type { MailNotices } from './mail-notices.ts'
import type { MailSetup } from './mail-setup.ts'
import { countTried, takeDueMail } from './outbox-store.ts'
import { sendOne, type Round } from './send-one.ts'

export type Sending = { platform: Platform; devices: MailDevices; notices: MailNotices; links: MailLinks }

/** At once; each takes the next mail when it has sent one. */
const connections = 4

/** Sends what is due, as many as a minute allows. Answers what stopped it, if the mail server did. */
export async function sendRound(
  { platform, devices, notices, links }: Sending,
  setup: MailSetup,
  signal: AbortSignal,
): Promise<MailTrouble | undefined> {
  const { db, clock, publicUrl } = platform
  const letterhead = { ...(await readEnrollmentSettings(db)), ...setup, publicUrl: publicUrl() }
  let left = (await allowanceNow(platform, setup)).mails
  let trouble: MailTrouble | undefined
  const mailer = openMailer(setup.server, { connections })
  const round: Round = { platform, devices, notices, links, mailer, letterhead }
  const work = async () => {
    while (left > 0 && !trouble && !signal.aborted) {
      left -= 1
      const mail = await takeDueMail(db, clock())
      if (!mail) return
      const outcome = await sendOne(round, mail)
      if (outcome === 'cancelled') left += 1
      else if (outcome !== 'done') trouble = outcome
    }
  }
  // All of them end before the lock is given back, whatever becomes of one.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(connections, left) }, work))
  mailer.close()
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return trouble
}

/** The limit holds over restarts and for all servers together, since it is counted from what was noted. */
export async function allowanceNow({ db, clock }: Pick<Platform, 'db' | 'clock'>, setup: MailSetup) {
  const now = clock()
  const tried = await countTried(db, new Date(now.getTime() - windowMs))
  return allowance(setup.mailsPerMinute, tried, now)
}
