import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import type { Lifetime } from './expiring.ts'
import type { LastReminder } from './reminder.ts'

/** Reminders take turns over all servers: whoever comes next sees what was noted before. */
export async function lockReminders(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('expiring.remind', 0))`.execute(trx)
}

export async function findLastReminder(
  trx: Trx,
  { kind, id }: Pick<Lifetime, 'kind' | 'id'>,
): Promise<LastReminder | undefined> {
  return trx
    .selectFrom('expiry_reminder')
    .select(['expires_at as expiresAt', 'days as threshold'])
    .where('kind', '=', kind)
    .where('thing_id', '=', id)
    .executeTakeFirst()
}

export async function storeReminder(
  trx: Trx,
  { kind, id, expiresAt }: Lifetime,
  { threshold, now }: { threshold: number; now: Date },
): Promise<void> {
  const noted = { expires_at: expiresAt, days: threshold, reminded_at: now.toISOString() }
  await trx
    .insertInto('expiry_reminder')
    .values({ kind, thing_id: id, ...noted })
    .onConflict((conflict) => conflict.columns(['kind', 'thing_id']).doUpdateSet(noted))
    .execute()
}

/** What is no more: a record that was deleted would keep its row for ever. */
export async function forgetRemindersBut(trx: Trx, things: readonly Pick<Lifetime, 'id'>[]): Promise<void> {
  const ids = things.map(({ id }) => id)
  await sql`delete from expiry_reminder where not (thing_id = any(${ids}::uuid[]))`.execute(trx)
}
