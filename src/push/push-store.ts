import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'

/** How long to wait for more commands: one push is enough for all. In seconds. */
const gatherSeconds = 2
/** Until then whoever took a push has sent it, or is dead. */
const leaseSeconds = 120

/**
 * Wishes that devices come for their commands; call it in the transaction that queues them. A push that waits for Apple's sake
 * keeps its time. The times are the database's, since all servers share it.
 */
export async function requestPush(trx: Trx, enrollmentIds: readonly string[]): Promise<void> {
  if (enrollmentIds.length === 0) return
  // In one order, so that nobody waits for somebody who waits for them.
  const ids = [...new Set(enrollmentIds)].toSorted()
  await sql`
    insert into push (enrollment_id, due_at)
    select id, now() + make_interval(secs => ${gatherSeconds}) from unnest(${ids}::uuid[]) with ordinality as t (id, n)
    order by n
    on conflict (enrollment_id) do update set generation = push.generation + 1, repeats = 0,
      due_at = case when push.failures > 0 then coalesce(push.due_at, excluded.due_at)
        else least(push.due_at, excluded.due_at) end`.execute(trx)
  await announce(trx, { topic: 'push', id: null })
}

/**
 * The device was there and asked for patience: it is pushed again after so many seconds, however often it was before. It may
 * have come before the push that woke it was noted, hence the new generation.
 */
export async function remindLater(trx: Trx, enrollmentId: string, seconds: number): Promise<void> {
  await sql`
    insert into push (enrollment_id, due_at, repeats) values (${enrollmentId}, now() + make_interval(secs => ${seconds}), 1)
    on conflict (enrollment_id) do update set generation = push.generation + 1, repeats = greatest(push.repeats, 1),
      due_at = excluded.due_at, failures = 0`.execute(trx)
}

export type ClaimedPush = { enrollmentId: string; generation: number; repeats: number; failures: number }

/** Takes what is due. Servers that ask at once get different ones; what is not settled comes back after the lease. */
export async function claimDue(db: Db, most: number): Promise<ClaimedPush[]> {
  const { rows } = await sql<ClaimedPush>`
    update push p set due_at = now() + make_interval(secs => ${leaseSeconds})
    from (select enrollment_id from push where due_at <= now() order by due_at limit ${most} for update skip locked) due
    where p.enrollment_id = due.enrollment_id
    returning p.enrollment_id as "enrollmentId", p.generation, p.repeats, p.failures`.execute(db)
  return rows
}

export type SettledPush = {
  enrollmentId: string
  generation: number
  /** When it is to be sent again; null for never. */
  dueInSeconds: number | null
  repeats: number
  failures: number
  taken: boolean
  answer: string | null
}

/** Notes what became of pushes. A wish that came meanwhile keeps the time that it set. */
export async function settle(db: Db, pushes: readonly SettledPush[]): Promise<void> {
  if (pushes.length === 0) return
  await sql`
    update push p set
      answer = s.answer,
      pushed_at = case when s.taken then now() else p.pushed_at end,
      failures = s.failures,
      repeats = case when p.generation = s.generation then s.repeats else p.repeats end,
      due_at = case when p.generation = s.generation then now() + make_interval(secs => s."dueInSeconds") else p.due_at end
    from jsonb_to_recordset(${JSON.stringify(pushes)}::jsonb)
      as s("enrollmentId" uuid, generation bigint, "dueInSeconds" double precision, repeats integer, failures integer,
        taken boolean, answer text)
    where p.enrollment_id = s."enrollmentId"`.execute(db)
}

/** Milliseconds until the next is due; undefined when nothing waits. */
export async function nextDueInMs(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from min(due_at) - now())::double precision * 1000 as ms from push where due_at is not null`.execute(
    db,
  )
  const ms = rows[0]?.ms
  return ms === null || ms === undefined ? undefined : Math.max(0, ms)
}

/** A certificate came that may be better than the one before. */
export async function hurryAll(trx: Trx): Promise<void> {
  await sql`update push set due_at = now(), failures = 0 where due_at is not null`.execute(trx)
  await announce(trx, { topic: 'push', id: null })
}

export async function countWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from push where due_at is not null and repeats = 0`.execute(db)
  return rows[0]?.waiting ?? 0
}
