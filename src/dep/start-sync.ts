import { sql } from 'kysely'
import { z } from 'zod'
import type { DepSync } from '../contract/dep.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { lockAccount } from './account-store.ts'
import { accountTarget } from './change-account.ts'
import { endOtherSyncs, findRunningSync, findSync, insertSync } from './sync-store.ts'

export type SyncMode = DepSync['mode']

/** `syncId` is the resource that somebody waits for; a scheduled or repeated sync makes its own when it starts. */
export type SyncPayload = { accountId: string; mode: SyncMode; syncId: string | null; attempt: number }

export const syncJob: JobKind<SyncPayload> = {
  name: 'dep.sync',
  // Each waits for Apple most of the time, and holds a connection for its lock.
  atOnce: 4,
  payload: z.object({
    accountId: z.uuid(),
    mode: z.enum(['delta', 'full']),
    syncId: z.uuid().nullable(),
    attempt: z.int(),
  }),
}

/** Somebody wants a sync now. The resource and its job appear together. */
export async function startSync(
  { db, jobs }: Platform,
  actor: Actor,
  { accountId, mode }: { accountId: string; mode: SyncMode },
): Promise<DepSync> {
  return db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId)
    if (!account.token_sealed) throw new Problem('dep-account.token-missing', { id: accountId })
    await refuseRunning(trx, accountId)
    const sync = await enqueueSync(trx, { jobs }, { accountId, mode })
    await recordAudit(trx, actor, {
      action: 'dep-account.sync-started',
      target: accountTarget(account),
      after: { mode },
    })
    return sync
  })
}

/** A sync with its resource; the caller has locked the account. */
export async function enqueueSync(
  trx: Trx,
  { jobs }: Pick<Platform, 'jobs'>,
  { accountId, mode }: { accountId: string; mode: SyncMode },
): Promise<DepSync> {
  const syncId = uuidv7()
  await insertSync(trx, { id: syncId, accountId, mode })
  await jobs.enqueue(trx, syncJob, { accountId, mode, syncId, attempt: 0 })
  await announce(trx, { topic: 'dep-account', id: accountId })
  return (await findSync(trx, syncId))!
}

/** One sync at a time; one whose server died is not in the way. */
async function refuseRunning(trx: Trx, accountId: string): Promise<void> {
  const running = await findRunningSync(trx, accountId)
  if (!running) return
  if (!(await isAbandoned(trx, accountId, running)))
    throw new Problem('dep-sync.running', { syncId: running.id })
  await endOtherSyncs(trx, accountId, null)
}

/** Begun, and nobody holds the account's lock; or asked for long ago and lost from the queue. */
async function isAbandoned(trx: Trx, accountId: string, { startedAt, begunAt }: DepSync): Promise<boolean> {
  const { rows } = await sql<{ abandoned: boolean }>`
    select (${begunAt}::timestamptz is not null or ${startedAt}::timestamptz < now() - interval '10 minutes')
      and pg_try_advisory_xact_lock(hashtextextended(${syncLockName(accountId)}, 0)) as abandoned`.execute(
    trx,
  )
  return rows[0]?.abandoned ?? false
}

/** Held by the one who syncs an account, on whichever server. */
export const syncLockName = (accountId: string) => `dep.sync:${accountId}`
