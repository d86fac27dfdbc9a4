import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Answer } from './assignment.ts'

/** While Apple is asked nobody else asks for the same device; should the server die, somebody does afterwards. */
export const leaseUntil = (now: Date): Date => new Date(now.getTime() + 10 * 60_000)

export type Wanted = { dep_device_id: string; apple_status: string | null; next_try_at: string | null }

type Wish = {
  deviceIds: readonly string[]
  profileId: string | null
  by: string
  nextTryAt: Date
  now: Date
  /** Apple is asked by the caller at once; what a server that dies leaves is looked up before Apple is asked again. */
  isAsking?: boolean
}

/**
 * Stores what is wanted of devices: a profile, or none. Whoever is throttled at Apple keeps the time until which it is left
 * alone; `apple_status` says so.
 */
export async function storeWishes(trx: Trx, wish: Wish): Promise<Wanted[]> {
  const { deviceIds, profileId, by, nextTryAt, now, isAsking = false } = wish
  const askingSince = isAsking ? now : null
  const isHeld = sql`excluded.profile_id is not null and x.state = 'waiting' and x.apple_status = 'THROTTLED'
    and x.next_try_at > ${now}`
  const { rows } = await sql<Wanted>`
    insert into dep_assignment as x (dep_device_id, profile_id, state, next_try_at, requested_by, requested_at, asking_since)
    select id, ${profileId}::uuid, 'waiting', ${nextTryAt}::timestamptz, ${by}, ${now}::timestamptz, ${askingSince}::timestamptz
    from unnest(${[...deviceIds]}::uuid[]) as id order by id
    on conflict (dep_device_id) do update set profile_id = excluded.profile_id, state = 'waiting',
      requested_by = excluded.requested_by, requested_at = excluded.requested_at, attempts = 0, failures = 0, answered_at = null,
      apple_status = case when ${isHeld} then x.apple_status end,
      asking_since = case when not (${isHeld}) then excluded.asking_since end,
      next_try_at = case when ${isHeld} then x.next_try_at else excluded.next_try_at end
    returning dep_device_id, apple_status, next_try_at`.execute(trx)
  return rows
}

export type StoredAnswer = Answer & { deviceId: string; status: string }

/** What Apple answered. A wish that was replaced meanwhile is another one, and stays. */
export async function storeAnswers(
  trx: Trx,
  {
    answers,
    profileId,
    by,
    now,
  }: { answers: readonly StoredAnswer[]; profileId: string | null; by: string; now: Date },
): Promise<void> {
  const rows = JSON.stringify(answers)
  await sql`
    insert into dep_assignment as x (dep_device_id, profile_id, state, apple_status, attempts, failures, next_try_at,
      requested_by, requested_at, answered_at)
    select r."deviceId", ${profileId}::uuid, r.state, r.status, 1, r.failures, r."nextTryAt", ${by}, ${now}::timestamptz,
      ${now}::timestamptz
    from jsonb_to_recordset(${rows}::jsonb)
      as r("deviceId" uuid, state text, status text, failures int, "nextTryAt" timestamptz)
    order by r."deviceId"
    on conflict (dep_device_id) do update set state = excluded.state, apple_status = excluded.apple_status,
      attempts = x.attempts + 1, failures = excluded.failures, next_try_at = excluded.next_try_at,
      answered_at = excluded.answered_at, asking_since = null
    where x.profile_id is not distinct from excluded.profile_id`.execute(trx)
}

type Later = Pick<Answer, 'state' | 'nextTryAt'> & {
  /** Apple may have done it: that is looked up before it is asked again. */
  isDoubtful?: boolean
}

/** Apple was not asked, or did not answer: try later, or never. */
export async function postpone(
  db: Db,
  deviceIds: readonly string[],
  { state, nextTryAt, isDoubtful = false }: Later,
): Promise<void> {
  if (deviceIds.length === 0) return
  await db
    .updateTable('dep_assignment')
    .set({ state, next_try_at: nextTryAt, ...(isDoubtful ? {} : { asking_since: null }) })
    .where(sql<boolean>`dep_device_id = any(${[...deviceIds]}::uuid[])`)
    .execute()
}

export async function listFailures(db: Db, deviceIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('dep_assignment')
    .select(['dep_device_id', 'failures'])
    .where(sql<boolean>`dep_device_id = any(${[...deviceIds]}::uuid[])`)
    .execute()
  return new Map(rows.map(({ dep_device_id, failures }) => [dep_device_id, failures]))
}

export type Due = {
  id: string
  serial: string
  account_id: string
  profile_id: string | null
  uuid: string | null
  profile_name: string | null
  profile_status: string
  profile_uuid: string | null
  gone_since: string | null
  /** Somebody took it before and never told what came of it: a server that died while Apple was asked. */
  is_doubtful: boolean
}

/** Takes up to `limit` wishes whose time has come, each by one taker only. */
export async function claimDue(db: Db, now: Date, limit: number): Promise<Due[]> {
  const { rows } = await sql<Due>`
    with due as (
      select dep_device_id, asking_since from dep_assignment where state = 'waiting' and next_try_at <= ${now}
      order by next_try_at limit ${limit} for update skip locked
    ),
    claimed as (
      update dep_assignment x set next_try_at = ${leaseUntil(now)}, asking_since = ${now}
      from due where x.dep_device_id = due.dep_device_id
      returning x.dep_device_id, x.profile_id, due.asking_since is not null as is_doubtful
    )
    select d.id, d.serial, d.account_id, c.profile_id, p.uuid, p.name as profile_name, d.profile_status, d.profile_uuid, d.gone_since,
      c.is_doubtful
    from claimed c join dep_device d on d.id = c.dep_device_id left join dep_profile p on p.id = c.profile_id
    order by d.account_id, c.profile_id, d.serial`.execute(db)
  return rows
}
