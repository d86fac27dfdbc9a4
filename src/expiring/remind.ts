import { z } from 'zod'
import { noteBulkTokenEnd } from '../android/bulk/note-token-end.ts'
import { noteTokenEnd } from '../dep/note-token-end.ts'
import { loadMailSettings } from '../mail/mail-settings-store.ts'
import { queueExpiryMails } from '../mail/queue-expiry-mails.ts'
import { systemActor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import type { Lifetime } from './expiring.ts'
import { listRemembered, listReminded } from './lifetimes.ts'
import { dueReminder, type Reminder } from './reminder.ts'
import { findLastReminder, forgetRemindersBut, lockReminders, storeReminder } from './reminder-store.ts'

export const remindJob: JobKind<Record<string, never>> = {
  name: 'expiring.remind',
  payload: z.strictObject({}),
}

/** Not only at night: a server that was off at the hour catches up in the next one. */
export const everyHourAtSeven = '7 * * * *'

/**
 * Reminds of each end that has come nearer than a threshold: a mail to each address of the settings, and a line in the timeline of
 * an account or a list whose token ends. That it was done is stored with the mails themselves, so it happens once, whatever stops.
 */
export async function remindOfExpiry({ db, log }: Pick<Platform, 'db' | 'log'>, now: Date): Promise<void> {
  const reminded = await db.transaction().execute(async (trx) => {
    await lockReminders(trx)
    const { reminderAddresses } = await loadMailSettings(trx)
    const things = await listReminded(trx)
    await forgetRemindersBut(trx, [...things, ...(await listRemembered(trx))])
    const done: (Lifetime & Reminder)[] = []
    for (const thing of things) {
      const due = dueReminder(thing.expiresAt, await findLastReminder(trx, thing), now, thing.pace)
      if (!due || !(await noteEnd(trx, thing, due))) continue
      await storeReminder(trx, thing, { threshold: due.threshold, now })
      await queueExpiryMails(trx, { thing, recipients: reminderAddresses, requestedBy: systemActor.name })
      done.push({ ...thing, ...due })
    }
    return done
  })
  for (const { kind, id, expiresAt, threshold } of reminded)
    log.warn({ kind, id, expiresAt, days: threshold }, 'something ends soon')
}

/** False when it was renewed this very moment. */
async function noteEnd(
  trx: Trx,
  { kind, id, expiresAt, waiting = 0 }: Lifetime,
  due: Reminder,
): Promise<boolean> {
  if (kind === 'dep-token') return noteTokenEnd(trx, { id, expiresAt, ...due })
  if (kind === 'bulk-token') return noteBulkTokenEnd(trx, { id, expiresAt, waiting, daysLeft: due.daysLeft })
  return true
}
