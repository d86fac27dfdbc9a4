import type { MailNotices } from '../mail/mail-notices.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { listReminded } from './lifetimes.ts'
import { reminderMessage } from './reminder-message.ts'

/** What a reminder in the outbox says when its turn comes; nothing when the thing has another end by then. */
export const expiryNotices = ({ clock, publicUrl }: Pick<Platform, 'clock' | 'publicUrl'>): MailNotices => ({
  async write(db, { kind, id, expiresAt }) {
    const thing = (await listReminded(db)).find((each) => each.kind === kind && each.id === id)
    if (!thing || Date.parse(thing.expiresAt) !== Date.parse(expiresAt)) return undefined
    const organization = await readEnrollmentSettings(db)
    return reminderMessage(thing, { organization, publicUrl: publicUrl(), now: clock() })
  },
})
