import { z } from 'zod'
import { systemActor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import { announce } from '../platform/events/live.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { dueReminder, reminderText } from './expiry-reminder.ts'

export const remindJob: JobKind<Record<string, never>> = {
  name: 'dep.remind-of-expiry',
  payload: z.strictObject({}),
}

/** Not only at night: a server that was off at the hour catches up in the next one. */
export const everyHourAtSeven = '7 * * * *'

/** A line in the timeline of each account whose token has come nearer to its end than one of the thresholds. */
export async function remindOfExpiry({ db, log }: Platform, now: Date): Promise<void> {
  const accounts = await db
    .selectFrom('dep_account')
    .select(['id', 'name', 'token_expires_at', 'reminded_days'])
    .where('token_sealed', 'is not', null)
    .execute()
  for (const { id, name, token_expires_at: expiresAt, reminded_days: reminded } of accounts) {
    const due = expiresAt && dueReminder(expiresAt, reminded, now)
    if (!due) continue
    const { threshold } = due
    await db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('dep_account')
        .set({ reminded_days: threshold })
        .where('id', '=', id)
        // A token that came meanwhile has a time of its own, and so has a reminder by another server.
        .where('token_expires_at', '=', expiresAt)
        .where('reminded_days', 'is not distinct from', reminded)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return
      await recordEvents(trx, [
        {
          subject: { kind: 'dep-account', id },
          kind: threshold === 0 ? 'dep-account.token-ended' : 'dep-account.token-ends-soon',
          actor: systemActor.name,
          summary: reminderText(name, expiresAt, due),
          facts: { expiresAt, days: threshold },
        },
      ])
      await announce(trx, { topic: 'dep-account', id })
      log.warn({ account: id, expiresAt, days: threshold }, 'a DEP server token ends soon')
    })
  }
}
