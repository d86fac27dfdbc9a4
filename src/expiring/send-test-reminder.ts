import type { TestReminderAnswer } from '../contract/mail.ts'
import { loadMailSettings } from '../mail/mail-settings-store.ts'
import { sendTestWords } from '../mail/send-test-mail.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { Lifetime } from './expiring.ts'
import { listReminded } from './lifetimes.ts'
import { reminderMessage } from './reminder-message.ts'

const weekMs = 7 * 86_400_000

/** What the addresses will get one day: about what ends first here, or about an example. */
export async function sendTestReminder(platform: Platform, actor: Actor): Promise<TestReminderAnswer> {
  const { db, clock, publicUrl } = platform
  const { reminderAddresses: to } = await loadMailSettings(db)
  if (to.length === 0) throw new Problem('mail.no-reminder-addresses')
  const now = clock()
  const things = (await listReminded(db)).toSorted(
    (a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt),
  )
  const organization = await readEnrollmentSettings(db)
  const message = reminderMessage(things[0] ?? exampleAt(now), { organization, publicUrl: publicUrl(), now })
  return sendTestWords(platform, actor, {
    to,
    words: { ...message, subject: `Test: ${message.subject}`, text: `This is a test.\n\n${message.text}` },
  })
}

const exampleAt = (now: Date): Lifetime => ({
  kind: 'push-certificate',
  id: 'example',
  name: 'Push certificate',
  expiresAt: new Date(now.getTime() + weekMs).toISOString(),
})
