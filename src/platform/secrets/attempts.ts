import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { Problem } from '../problem.ts'

/** Free tries before the first delay, then 1, 2, 4 ... seconds up to a quarter of an hour. */
const freeTries = 4
const longestDelaySeconds = 900
/** After a day without a try the past is forgotten. */
const forgetAfter = sql`interval '1 day'`

/**
 * Refuses a try that comes before its time. Subjects name what is guessed at and from where ("sign-in:name:ana",
 * "sign-in:address:10.0.0.1"), so that neither one name nor one address can be tried without end.
 */
export async function checkAttempts(db: Db, subjects: string[]): Promise<void> {
  const blocked = await db
    .selectFrom('credential_attempt')
    .select('retry_at')
    .where('subject', 'in', subjects)
    .where('retry_at', '>', sql<never>`now()`)
    .orderBy('retry_at', 'desc')
    .executeTakeFirst()
  if (blocked) throw new Problem('session.too-many-attempts', { retryAt: blocked.retry_at })
}

export async function recordFailure(db: Db, subjects: string[]): Promise<void> {
  for (const subject of [...subjects].sort()) {
    await sql`
      insert into credential_attempt as attempt (subject, failures, last_at) values (${subject}, 1, now())
      on conflict (subject) do update set
        failures = case when attempt.last_at < now() - ${forgetAfter} then 1 else attempt.failures + 1 end,
        retry_at = case
          when attempt.last_at < now() - ${forgetAfter} or attempt.failures + 1 <= ${freeTries} then null
          else now() + least(${longestDelaySeconds}, power(2, least(attempt.failures - ${freeTries}, 20))) * interval '1 second'
        end,
        last_at = now()`.execute(db)
  }
}

export async function forgetFailures(db: Db, subjects: string[]): Promise<void> {
  await db.deleteFrom('credential_attempt').where('subject', 'in', subjects).execute()
}
