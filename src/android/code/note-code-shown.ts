import { sql } from 'kysely'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { Problem } from '../../platform/problem.ts'

type Shown = { id: string; shortCode: string }

/**
 * Whoever sees a code has its token. That is noted once an hour for each person, address and code: a page draws its code whenever it
 * is looked at, and a log full of that hides what matters. The code itself is known to the search from now on.
 */
export function noteCodeShown(db: Db, actor: Actor, shown: Shown): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const { id, shortCode } = shown
    const bulk = await trx
      .selectFrom('bulk_enrollment')
      .select('name')
      .where('id', '=', id)
      .forKeyShare()
      .executeTakeFirst()
    if (!bulk) throw new Problem('bulk-enrollment.not-found', { id })
    const { name } = bulk
    await keepShortCode(trx, shown)
    if (await isNoted(trx, actor, { action, targetId: id, shortCode })) return
    await recordAudit(trx, actor, {
      action,
      target: { kind: 'bulk-enrollment', id, name },
      after: { shortCode },
    })
  })
}

const action = 'bulk-enrollment.code-shown'

type Showing = { action: string; targetId: string; shortCode: string }

/**
 * Whether it is noted already that this person was shown this code, from this address, within the last hour. Until the transaction
 * ends nobody else notes the same.
 */
export async function isNoted(
  trx: Trx,
  { kind, id, name, address }: Actor,
  { action: shown, targetId, shortCode }: Showing,
): Promise<boolean> {
  const lock = [shown, kind, id, targetId].join(':')
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx)
  const { rows } = await sql<{ noted: boolean }>`
    select exists (select from audit_event
      where target_id = ${targetId} and action = ${shown} and actor_kind = ${kind} and actor = ${name}
        and address is not distinct from ${address} and after->>'shortCode' = ${shortCode}
        and at > now() - interval '1 hour') as noted`.execute(trx)
  return rows[0]?.noted ?? false
}

/** Short codes of prints, newer and older: they lead from a sheet of paper to its list. */
export async function keepShortCode(trx: Trx, { id, shortCode }: Shown): Promise<void> {
  await trx
    .insertInto('bulk_enrollment_code')
    .values({ bulk_enrollment_id: id, short_code: shortCode })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
