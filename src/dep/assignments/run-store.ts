import { sql } from 'kysely'
import type { DepAssignmentRun, DepTarget } from '../../contract/dep-assignment.ts'
import type { Page } from '../../contract/common.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { decodeIdCursor, pageOf } from '../../platform/db/paging.ts'
import { announce } from '../../platform/events/live.ts'
import { Problem } from '../../platform/problem.ts'

export type NewRun = {
  id: string
  kind: DepAssignmentRun['kind']
  accountId: string | null
  profileId: string | null
  /** Devices that are still to be looked up. */
  target?: DepTarget
  by: string
  now: Date
}

export async function insertRun(
  trx: Trx,
  { id, kind, accountId, profileId, target, by, now }: NewRun,
): Promise<void> {
  await trx
    .insertInto('dep_assignment_run')
    .values({
      id,
      kind,
      account_id: accountId,
      profile_id: profileId,
      target: target ? JSON.stringify(target) : null,
      requested_by: by,
      created_at: now.toISOString(),
    })
    .execute()
}

export type RunNumbers = { matched: number; settled: number; leftOut: number }

export async function setRunNumbers(
  trx: Trx,
  id: string,
  { total, ...numbers }: RunNumbers & { total: number },
): Promise<void> {
  await trx
    .updateTable('dep_assignment_run')
    .set({ total, numbers: JSON.stringify(numbers) })
    .where('id', '=', id)
    .execute()
}

/** A change of many devices that are still to be looked up. */
export type Order = {
  id: string
  kind: DepAssignmentRun['kind']
  accountId: string | null
  profileId: string | null
  target: DepTarget
  /** Serial numbers up to this one are done. */
  lookedUpTo: string
  requestedBy: string
  createdAt: string
}

/** The oldest one; nothing is locked. */
export const findOrder = (db: Db): Promise<Pick<Order, 'id' | 'accountId'> | undefined> =>
  db
    .selectFrom('dep_assignment_run')
    .select(['id', 'account_id as accountId'])
    .where('target', 'is not', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()

/** Whoever holds the accounts' locks; undefined when nothing is to be looked up any more. */
export async function lockOrder(trx: Trx, id: string): Promise<Order | undefined> {
  const { rows } = await sql<Order>`
    select id, kind, account_id as "accountId", profile_id as "profileId", target, looked_up_to as "lookedUpTo",
      requested_by as "requestedBy", created_at as "createdAt"
    from dep_assignment_run where id = ${id} and target is not null for update`.execute(trx)
  return rows[0]
}

/** What a slice has come to; without `to` it was the last one. */
export async function addRunNumbers(
  trx: Trx,
  id: string,
  { matched, settled, leftOut, total, to }: RunNumbers & { total: number; to: string | null },
): Promise<void> {
  const sum = (name: string, count: number) =>
    sql`${name}::text, coalesce((numbers ->> ${name}::text)::int, 0) + ${count}::int`
  await sql`
    update dep_assignment_run set total = total + ${total}, looked_up_to = coalesce(${to}, looked_up_to),
      target = case when ${to}::text is not null then target end,
      numbers = jsonb_build_object(${sum('matched', matched)}, ${sum('settled', settled)}, ${sum('leftOut', leftOut)})
    where id = ${id}`.execute(trx)
}

/** How far each is stands in the assignments that are still its own. */
const selectRuns = sql<Row>`
  select r.*, r.numbers as run_numbers, (select name from dep_account a where a.id = r.account_id) as account,
    (select name from dep_profile p where p.id = r.profile_id) as profile_name, c.*
  from dep_assignment_run r cross join lateral (
    select count(*) filter (where x.state = 'assigned') as done, count(*) filter (where x.state = 'failed') as failed,
      count(*) filter (where w and x.apple_status is null and x.hold is null) as waiting,
      count(*) filter (where w and x.apple_status = 'THROTTLED') as throttled,
      count(*) filter (where w and x.hold is not null) as limited,
      count(*) filter (where w and x.hold is null and x.apple_status <> 'THROTTLED') as retrying,
      count(*) as left_over, min(x.next_try_at) filter (where w) as next_try_at
    from dep_assignment x cross join lateral (select x.state = 'waiting' as w) y where x.run_id = r.id) c`

type Row = {
  id: string
  kind: DepAssignmentRun['kind']
  account_id: string | null
  account: string | null
  profile_id: string | null
  profile_name: string | null
  target: object | null
  total: number
  run_numbers: Partial<RunNumbers>
  requested_by: string
  created_at: string
  next_try_at: string | null
} & Record<'done' | 'failed' | 'waiting' | 'throttled' | 'limited' | 'retrying' | 'left_over', number>

function runOf(row: Row): DepAssignmentRun {
  const { matched = row.total, settled = 0, leftOut = 0 } = row.run_numbers
  const { waiting, done, failed, throttled, retrying, limited } = row
  return {
    id: row.id,
    kind: row.kind,
    state: waiting > 0 || row.target !== null ? 'running' : 'done',
    isLookingUp: row.target !== null,
    accountId: row.account_id,
    account: row.account,
    profileId: row.profile_id,
    profileName: row.profile_name,
    matched,
    total: row.total,
    settled,
    leftOut,
    waiting,
    done,
    failed,
    throttled,
    retrying,
    limited,
    superseded: Math.max(row.total - row.left_over, 0),
    nextTryAt: row.next_try_at,
    requestedBy: row.requested_by,
    createdAt: row.created_at,
  }
}

export async function findRuns(db: Db, ids: readonly string[]): Promise<DepAssignmentRun[]> {
  const { rows } = await sql<Row>`${selectRuns} where r.id = any(${[...ids]}::uuid[])`.execute(db)
  return rows.map(runOf)
}

export async function getRun(db: Db, id: string): Promise<DepAssignmentRun> {
  const [run] = await findRuns(db, [id])
  if (!run) throw new Problem('dep-assignment-run.not-found', { id })
  return run
}

export async function listRuns(
  db: Db,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<DepAssignmentRun>> {
  const before = cursor ? sql`where r.id < ${decodeIdCursor(cursor).id}` : sql``
  const { rows } = await sql<Row>`${selectRuns} ${before} order by r.id desc limit ${limit + 1}`.execute(db)
  const { total } = await db
    .selectFrom('dep_assignment_run')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { ...pageOf(rows, limit, ({ id }) => ({ key: null, id }), runOf), total }
}

/** Tells who follows how far these are. */
export async function announceRuns(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  for (const { id, total, waiting, done, failed, throttled, retrying, limited } of await findRuns(db, ids))
    await announce(db, {
      topic: 'dep-assignment',
      id,
      progress: { total, waiting, done, failed, throttled, retrying, limited },
    })
}
