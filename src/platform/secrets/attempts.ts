import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { Problem } from '../problem.ts'

/** Free tries before the first delay, then 1, 2, 4 ... seconds up to a quarter of an hour. */
const freeTries = 4
const longestDelaySeconds = 900
/** After a day without a try the past is forgotten. */
const forgetAfter = sql`interval '1 day'`

/** Something that many share, such as an address, may have more free tries. */
type Limit = { subject: string; freeTries: number }
type Subject = string | Limit

/**
 * Counts a try as failed before it is made, and refuses one that comes before its time: so many tries at once are worth no more
 * than one after the other. Subjects name what is guessed at and from where ("sign-in:name:ana", "sign-in:address:10.0.0.1"), so
 * that neither one name nor one address can be tried without end. A refused try is not counted.
 */
export function countTry(db: Db, subjects: readonly Subject[]): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const limits = subjects.map((given) =>
      typeof given === 'string' ? { subject: given, freeTries } : given,
    )
    const counted = await countWhereAllowed(trx, limits)
    if (counted < subjects.length) {
      const retryAt = await latestRetry(
        trx,
        limits.map(({ subject }) => subject),
      )
      throw new Problem('session.too-many-attempts', { retryAt })
    }
  })
}

/** Sorted, so that two tries that share two subjects wait for each other and not both ways. */
async function countWhereAllowed(trx: Trx, limits: readonly Limit[]): Promise<number> {
  const sorted = limits.toSorted((one, other) => (one.subject < other.subject ? -1 : 1))
  const names = sorted.map(({ subject }) => subject)
  const free = sorted.map((limit) => limit.freeTries)
  const freeTriesOf = sql`(select free from limits where limits.subject = excluded.subject)`
  const { rows } = await sql`
    with limits as (select * from unnest(${names}::text[], ${free}::int[]) as limits (subject, free))
    insert into credential_attempt as attempt (subject, failures, last_at)
    select subject, 1, now() from limits
    on conflict (subject) do update set
      failures = case when attempt.last_at < now() - ${forgetAfter} then 1 else attempt.failures + 1 end,
      retry_at = case
        when attempt.last_at < now() - ${forgetAfter} or attempt.failures + 1 <= ${freeTriesOf} then null
        else now() + least(${longestDelaySeconds}, power(2, least(attempt.failures - ${freeTriesOf}, 20))) * interval '1 second'
      end,
      last_at = now()
    where attempt.retry_at is null or attempt.retry_at <= now()
    returning subject`.execute(trx)
  return rows.length
}

async function latestRetry(trx: Trx, subjects: readonly string[]): Promise<string> {
  const { latest } = await trx
    .selectFrom('credential_attempt')
    .select((select) => select.fn.max('retry_at').as('latest'))
    .where('subject', 'in', [...subjects])
    .executeTakeFirstOrThrow()
  return latest!
}

/** The try was right: what was guessed at starts anew. */
export async function forgetFailures(db: Db, subjects: readonly string[]): Promise<void> {
  await db
    .deleteFrom('credential_attempt')
    .where('subject', 'in', [...subjects])
    .execute()
}

/** The try was right, but the failures of others from the same address stay. */
export async function takeBackTry(db: Db, subjects: readonly string[]): Promise<void> {
  await db
    .updateTable('credential_attempt')
    .set({ failures: sql<number>`greatest(failures - 1, 0)`, retry_at: null })
    .where('subject', 'in', [...subjects])
    .execute()
}
