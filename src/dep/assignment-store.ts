import { sql, type RawBuilder } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import { mostAssignsADay, type Answer } from './assignment.ts'

/** While Apple is asked nobody else asks for the same device; should the server die, somebody does afterwards. */
export const leaseUntil = (now: Date): Date => new Date(now.getTime() + 10 * 60_000)

export type Wanted = {
  dep_device_id: string
  apple_status: string | null
  hold: string | null
  next_try_at: string | null
}

/** Why Apple is not asked for a device although it is wanted, beside Apple's own word. */
export type Hold = 'daily-limit'

type WishTerms = {
  by: string
  nextTryAt: Date
  now: Date
  /** When somebody asked for it, if not now. */
  requestedAt?: Date
  /** Apple is asked by the caller at once; what a server that dies leaves is looked up before Apple is asked again. */
  isAsking?: boolean
  runId?: string | null
}

type Wish = WishTerms & { deviceIds: readonly string[]; profileId: string | null }

/**
 * Stores what is wanted of devices: a profile, or none. Whoever is throttled at Apple keeps the time until which it is left
 * alone, `apple_status` says so; one for which Apple was asked too often lately waits as well, and `hold` says that.
 */
export async function storeWishes(trx: Trx, { deviceIds, profileId, ...terms }: Wish): Promise<Wanted[]> {
  const wanted = sql`select id, ${profileId}::uuid as profile_id, 'asked' as source, null::text as rule
    from unnest(${[...deviceIds]}::uuid[]) as id`
  const { rows } = await sql<Wanted>`${insertWishes(wanted, terms)}
    returning dep_device_id, apple_status, hold, next_try_at`.execute(trx)
  return rows
}

/** Many at once: `wanted` selects id, profile_id, source, rule. How many there are. */
export async function storeManyWishes(
  trx: Trx,
  wanted: RawBuilder<unknown>,
  terms: WishTerms,
): Promise<number> {
  const { numAffectedRows = 0n } = await insertWishes(wanted, terms).execute(trx)
  return Number(numAffectedRows)
}

function insertWishes(wanted: RawBuilder<unknown>, terms: WishTerms): RawBuilder<unknown> {
  const { by, nextTryAt, now, requestedAt = now, isAsking = false, runId = null } = terms
  const askingSince = isAsking ? now : null
  const isHeld = sql`(excluded.profile_id is not null and (${isThrottled('x', now)} or ${isLimited('x', now)}))`
  // A later version of the same profile was not chosen anew.
  const isSameLine = sql`(x.source <> 'asked' and excluded.source = 'asked' and exists (select from dep_profile a join dep_profile b on a.id <> b.id
    and coalesce(a.line_id, a.id) = coalesce(b.line_id, b.id) where a.id = x.profile_id and b.id = excluded.profile_id))`
  return sql`
    insert into dep_assignment as x (dep_device_id, profile_id, source, rule, state, next_try_at, requested_by, requested_at,
      asking_since, run_id)
    select w.id, w.profile_id, w.source, w.rule, 'waiting', ${nextTryAt}::timestamptz, ${by}, ${requestedAt}::timestamptz,
      ${askingSince}::timestamptz, ${runId}::uuid
    from (${wanted}) w order by w.id
    on conflict (dep_device_id) do update set profile_id = excluded.profile_id, state = 'waiting', run_id = excluded.run_id,
      source = case when ${isSameLine} then x.source else excluded.source end,
      rule = case when ${isSameLine} then x.rule else excluded.rule end,
      requested_by = excluded.requested_by, requested_at = excluded.requested_at, attempts = 0, failures = 0, answered_at = null,
      apple_status = case when excluded.profile_id is not null and ${isThrottled('x', now)} then 'THROTTLED' end,
      hold = case when excluded.profile_id is not null and ${isLimited('x', now)} and not ${isThrottled('x', now)} then 'daily-limit' end,
      asking_since = case when not ${isHeld} then excluded.asking_since end,
      next_try_at = case when ${isHeld} then ${heldUntil('x', now)} else excluded.next_try_at end`
}

/** Apple asked to leave it alone, and the time is not over. `x` is a row of dep_assignment that may be null. */
export const isThrottled = (x: string, now: Date): RawBuilder<boolean> =>
  sql`coalesce(${sql.raw(x)}.throttled_until > ${now}, false)`

/** Apple was asked as often as is good for a device within a day. */
export const isLimited = (x: string, now: Date): RawBuilder<boolean> =>
  sql`coalesce(${sql.raw(x)}.assigns >= ${mostAssignsADay} and ${sql.raw(x)}.assigns_since > ${dayBefore(now)}, false)`

/** When both are over. */
export const heldUntil = (x: string, now: Date): RawBuilder<string | null> =>
  sql`greatest(case when ${isThrottled(x, now)} then ${sql.raw(x)}.throttled_until end,
    case when ${isLimited(x, now)} then ${sql.raw(x)}.assigns_since + interval '1 day' end)`

const dayBefore = (now: Date) => new Date(now.getTime() - 24 * 3_600_000)

/** What is so already is not asked for; what was wanted before does not hold any more. `wanted` selects as above. */
export async function storeSettled(
  trx: Trx,
  wanted: RawBuilder<unknown>,
  { by, now, requestedAt = now, runId = null }: Pick<WishTerms, 'by' | 'now' | 'requestedAt' | 'runId'>,
): Promise<void> {
  await sql`
    insert into dep_assignment as x (dep_device_id, profile_id, source, rule, state, requested_by, requested_at, run_id)
    select w.id, w.profile_id, w.source, w.rule, 'assigned', ${by}, ${requestedAt}::timestamptz, ${runId}::uuid
    from (${wanted}) w order by w.id
    on conflict (dep_device_id) do update set profile_id = excluded.profile_id, source = excluded.source, rule = excluded.rule,
      state = 'assigned', next_try_at = null, apple_status = null, hold = null, asking_since = null, run_id = excluded.run_id,
      failures = 0, requested_by = excluded.requested_by, requested_at = excluded.requested_at
    where x.state <> 'assigned' or x.profile_id is distinct from excluded.profile_id`.execute(trx)
}

export type StoredAnswer = Answer & { deviceId: string; status: string }

/** `rule` and `failures` as they were before Apple was asked. */
export type WishFacts = { dep_device_id: string; failures: number; rule: string | null; source: string }

type Answers = { answers: readonly StoredAnswer[]; profileId: string | null; by: string; now: Date }

/**
 * What Apple answered. A wish that was replaced meanwhile is another one, and stays. Returns when each is tried again: whoever
 * was asked for often enough today waits until tomorrow.
 */
export async function storeAnswers(
  trx: Trx,
  { answers, profileId, by, now }: Answers,
): Promise<Map<string, string | null>> {
  const rows = JSON.stringify(answers)
  const isAssign = profileId !== null
  const isNewDay = sql`(x.assigns_since is null or x.assigns_since <= ${dayBefore(now)})`
  const count = sql`case when ${isNewDay} then 1 else x.assigns + 1 end`
  const since = sql`case when ${isNewDay} then ${now}::timestamptz else x.assigns_since end`
  const isLast = sql`(${isAssign} and excluded.state = 'waiting' and excluded.apple_status <> 'THROTTLED'
    and ${count} >= ${mostAssignsADay} and excluded.next_try_at < ${since} + interval '1 day')`
  const { rows: stored } = await sql<{ dep_device_id: string; next_try_at: string | null }>`
    insert into dep_assignment as x (dep_device_id, profile_id, state, apple_status, attempts, failures, next_try_at,
      requested_by, requested_at, answered_at, throttled_until, assigns, assigns_since)
    select r."deviceId", ${profileId}::uuid, r.state, r.status, 1, r.failures, r."nextTryAt", ${by}, ${now}::timestamptz,
      ${now}::timestamptz, case when r.status = 'THROTTLED' then r."nextTryAt" end, ${isAssign ? 1 : 0},
      ${isAssign ? now : null}::timestamptz
    from jsonb_to_recordset(${rows}::jsonb)
      as r("deviceId" uuid, state text, status text, failures int, "nextTryAt" timestamptz)
    order by r."deviceId"
    on conflict (dep_device_id) do update set state = excluded.state, apple_status = excluded.apple_status,
      attempts = x.attempts + 1, failures = excluded.failures,
      next_try_at = case when ${isLast} then ${since} + interval '1 day' else excluded.next_try_at end,
      hold = case when ${isLast} then 'daily-limit' end,
      throttled_until = case when ${isAssign} then excluded.throttled_until else x.throttled_until end,
      assigns = case when ${isAssign} then ${count} else x.assigns end,
      assigns_since = case when ${isAssign} then ${since} else x.assigns_since end,
      answered_at = excluded.answered_at, asking_since = null
    where x.profile_id is not distinct from excluded.profile_id
    returning dep_device_id, next_try_at`.execute(trx)
  return new Map(stored.map(({ dep_device_id, next_try_at }) => [dep_device_id, next_try_at]))
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
  await sql`
    with locked as materialized (${lockedWishes(sql`x.dep_device_id = any(${[...deviceIds]}::uuid[])`)})
    update dep_assignment x set state = ${state}, next_try_at = ${nextTryAt}::timestamptz,
      asking_since = case when ${isDoubtful} then x.asking_since end
    from locked l where x.dep_device_id = l.dep_device_id`.execute(db)
}

/** Apple refuses the account as a whole: none of its devices is asked for before that time. */
export async function postponeAccount(
  db: Db,
  accountId: string,
  { now, nextTryAt }: { now: Date; nextTryAt: Date },
): Promise<void> {
  const which = sql`x.state = 'waiting' and x.next_try_at <= ${now}
    and x.dep_device_id in (select id from dep_device where account_id = ${accountId})`
  await sql`
    with locked as materialized (${lockedWishes(which)})
    update dep_assignment x set next_try_at = ${nextTryAt}
    from locked l where x.dep_device_id = l.dep_device_id`.execute(db)
}

/**
 * Selects wishes `x` and locks them in the order of their devices, in which answers are stored, too: two who change the same ones
 * never wait for each other in a circle.
 */
export const lockedWishes = (which: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select x.dep_device_id from dep_assignment x where ${which} order by x.dep_device_id for update of x`

export async function listWishFacts(db: Db, deviceIds: readonly string[]): Promise<Map<string, WishFacts>> {
  const rows = await db
    .selectFrom('dep_assignment')
    .select(['dep_device_id', 'failures', 'rule', 'source'])
    .where(sql<boolean>`dep_device_id = any(${[...deviceIds]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.dep_device_id, row]))
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
  run_id: string | null
}

/**
 * Takes up to `limit` wishes whose time has come, each by one taker only, all of one account and one profile: so many devices
 * need no more calls than they have thousands.
 */
export async function claimDue(db: Db, now: Date, limit: number): Promise<Due[]> {
  const { rows } = await sql<Due>`
    with first as materialized (
      select d.account_id, x.profile_id from dep_assignment x join dep_device d on d.id = x.dep_device_id
      where x.state = 'waiting' and x.next_try_at <= ${now}
      order by x.next_try_at limit 1 for update of x skip locked
    ),
    due as materialized (
      select x.dep_device_id, x.asking_since
      from dep_assignment x join dep_device d on d.id = x.dep_device_id
        join first f on f.account_id = d.account_id and f.profile_id is not distinct from x.profile_id
      where x.state = 'waiting' and x.next_try_at <= ${now}
      order by x.next_try_at limit ${limit} for update of x skip locked
    ),
    claimed as (
      update dep_assignment x set next_try_at = ${leaseUntil(now)}, asking_since = ${now}, hold = null
      from due where x.dep_device_id = due.dep_device_id
      returning x.dep_device_id, x.profile_id, x.run_id, due.asking_since is not null as is_doubtful
    )
    select d.id, d.serial, d.account_id, c.profile_id, p.uuid, p.name as profile_name, d.profile_status, d.profile_uuid, d.gone_since,
      c.is_doubtful, c.run_id
    from claimed c join dep_device d on d.id = c.dep_device_id left join dep_profile p on p.id = c.profile_id
    order by d.account_id, c.profile_id, d.serial`.execute(db)
  return rows
}
