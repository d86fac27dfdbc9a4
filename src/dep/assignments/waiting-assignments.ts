import { sql, type RawBuilder } from 'kysely'
import type { z } from 'zod'
import type { Page } from '../../contract/common.ts'
import type {
  DepAssignment,
  DepAssignmentFilter,
  DepAssignmentQuery,
  DepRetryResult,
  RetryDepAssignments,
} from '../../contract/dep-assignment.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Db } from '../../platform/db/database.ts'
import { contains, decodeIdCursor, pageOf } from '../../platform/db/paging.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { answerText } from '../assignment.ts'
import { heldUntil, isLimited, isThrottled } from '../assignment-store.ts'
import { assignJob } from '../due-assignments.ts'

type Row = {
  id: string
  serial: string
  model: string | null
  account_id: string
  account: string
  profile_id: string | null
  profile_name: string | null
  state: 'waiting' | 'failed'
  apple_status: string | null
  hold: string | null
  next_try_at: string | null
  attempts: number
  failures: number
  rule: string | null
  requested_by: string
  requested_at: string
  answered_at: string | null
  gone: boolean
}

const open = sql`dep_assignment x join dep_device d on d.id = x.dep_device_id`

/** What Apple has not done yet or could not do, in the order in which the devices came to be known. */
export async function listOpenAssignments(
  db: Db,
  query: z.output<typeof DepAssignmentQuery>,
): Promise<Page<DepAssignment>> {
  const { limit, cursor } = query
  const wanted = conditions(query)
  const after = cursor ? sql`x.dep_device_id > ${decodeIdCursor(cursor).id}` : sql`true`
  const { rows } = await sql<Row>`
    select x.dep_device_id as id, d.serial, d.model, d.account_id, (select name from dep_account a where a.id = d.account_id) as account,
      x.profile_id, (select name from dep_profile p where p.id = x.profile_id) as profile_name, x.state, x.apple_status, x.hold,
      x.next_try_at, x.attempts, x.failures, x.rule, x.requested_by, x.requested_at, x.answered_at, d.gone_since is not null as gone
    from ${open} where ${wanted} and ${after} order by x.dep_device_id limit ${limit + 1}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from ${open} where ${wanted}`.execute(db)
  return {
    ...pageOf(rows, limit, ({ id }) => ({ key: null, id }), assignmentOf),
    total: counted[0]?.total ?? 0,
  }
}

function assignmentOf(row: Row): DepAssignment {
  const wish = row.profile_id === null ? 'remove' : 'assign'
  const { state, apple_status: status, hold, next_try_at: nextTryAt } = row
  return {
    serial: row.serial,
    model: row.model,
    accountId: row.account_id,
    account: row.account,
    wish,
    profileId: row.profile_id,
    profileName: row.profile_name,
    state,
    reason: hold ?? status ?? 'not-asked',
    message: answerText({ wish, status, nextTryAt, hold, state }),
    nextTryAt,
    attempts: row.attempts,
    failures: row.failures,
    rule: row.rule,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    answeredAt: row.answered_at,
    gone: row.gone,
  }
}

function conditions(filter: z.output<typeof DepAssignmentFilter>): RawBuilder<unknown> {
  const { state, reason, account, profile, run, q } = filter
  // A device that has left is no news here, unless that was Apple's answer.
  const wanted: RawBuilder<unknown>[] = [
    sql`x.state <> 'assigned' and (d.gone_since is null or x.apple_status = 'NOT_ACCESSIBLE')`,
  ]
  if (state) wanted.push(sql`x.state = ${state}`)
  if (reason) wanted.push(sql`coalesce(x.hold, x.apple_status, 'not-asked') = ${reason}`)
  if (account)
    wanted.push(
      sql`d.account_id in (select id from dep_account where id::text = ${account} or name = ${account})`,
    )
  if (profile)
    wanted.push(
      sql`x.profile_id in (select id from dep_profile where id::text = ${profile} or uuid = ${profile})`,
    )
  if (run) wanted.push(sql`x.run_id = ${run}`)
  if (q) wanted.push(sql`lower(d.serial || ' ' || coalesce(d.asset_tag, '')) like ${contains(q)}`)
  return sql.join(wanted, sql` and `)
}

/** Apple is asked anew by a job at once. Devices that are better left alone keep their time unless it is forced. */
export async function retryAssignments(
  { db, clock, jobs }: Platform,
  actor: Actor,
  wish: z.output<typeof RetryDepAssignments>,
): Promise<DepRetryResult> {
  const { force } = wish
  const target =
    'filter' in wish
      ? conditions(wish.filter)
      : sql`x.state <> 'assigned' and d.serial = any(${wish.serials})`
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const held = { throttled: isThrottled('x', now), limited: isLimited('x', now) }
    // What Apple is being asked for right now is not asked for twice.
    const { rows } = await sql<{
      tried: number
      throttled: number
      limited: number
      next_try_at: string | null
    }>`
      with wanted as materialized (
        select x.dep_device_id, x.profile_id is not null and ${held.throttled} as is_throttled,
          x.profile_id is not null and ${held.limited} as is_limited, ${heldUntil('x', now)} as held_until
        from ${open}
        where ${target} and d.gone_since is null
          and (x.asking_since is null or x.next_try_at <= ${now} or x.state = 'failed')
        -- In the order in which answers are stored: else the two may wait for each other in a circle.
        order by x.dep_device_id for update of x
      ),
      tried as (
        update dep_assignment x set state = 'waiting', next_try_at = ${now}, hold = null, failures = 0,
          throttled_until = case when ${force} then null else x.throttled_until end
        from wanted w where x.dep_device_id = w.dep_device_id and (${force} or not (w.is_throttled or w.is_limited))
        returning 1
      )
      select (select count(*) from tried) as tried, count(*) filter (where is_throttled and not ${force}) as throttled,
        count(*) filter (where is_limited and not is_throttled and not ${force}) as limited,
        min(held_until) filter (where (is_throttled or is_limited) and not ${force}) as next_try_at
      from wanted`.execute(trx)
    const { tried = 0, throttled = 0, limited = 0, next_try_at: nextTryAt = null } = rows[0] ?? {}
    await jobs.enqueue(trx, assignJob, {}, { key: 'due' })
    await announce(trx, { topic: 'dep-assignment', id: null })
    await recordAudit(trx, actor, {
      action: 'dep-assignment.tried-now',
      target: {
        kind: 'dep-device',
        id: 'serials' in wish && wish.serials.length === 1 ? wish.serials[0]! : '*',
      },
      after: { tried, throttled, limited, force },
    })
    return { tried, throttled, limited, nextTryAt }
  })
}
