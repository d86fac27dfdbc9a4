import { sql } from 'kysely'
import type { DepSync } from '../contract/dep.ts'
import type { Db } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import { wantSeenProfiles } from './adopt-profile.ts'
import { accountFacts } from './account-facts.ts'
import { findAccountRow, getAccountRow } from './account-store.ts'
import { holdLock } from '../platform/db/advisory-lock.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { applyRules } from './assignments/apply-rules.ts'
import { learnReplacements } from './learn-replacements.ts'
import { preEnroll } from './pre-enroll.ts'
import { syncJob, syncLockName, type SyncPayload } from './start-sync.ts'
import { beginListing } from './store-page.ts'
import { syncAccount } from './sync-account.ts'
import { endOtherSyncs, findSync, insertSync, updateSync } from './sync-store.ts'

type Sync = { platform: Platform; apple: Apple; payload: SyncPayload; signal: AbortSignal }

/** The work of one `dep.sync` job. One at a time for each account, on whichever server. */
export async function runSync(sync: Sync): Promise<void> {
  const { platform, payload } = sync
  const lock = await holdLock(platform.pool, syncLockName(payload.accountId))
  if (!lock) return waitForOther(sync)
  try {
    await syncLocked({ ...sync, signal: AbortSignal.any([sync.signal, lock.lost]) })
  } finally {
    await lock.release()
  }
}

/** Somebody waits for a sync of their own; a scheduled one has nothing to add to the one that runs. */
async function waitForOther({ platform: { db, jobs }, payload }: Sync): Promise<void> {
  if (payload.syncId !== null) await jobs.enqueue(db, syncJob, payload, { afterSeconds: 5 })
}

/** A sync by somebody who holds the account's lock; how it ended. */
export async function syncLocked(sync: Sync): Promise<DepSync | undefined> {
  const { platform, apple, payload, signal } = sync
  const account = await findAccountRow(platform.db, payload.accountId)
  if (!account?.token_sealed) return undefined
  const syncId = await beginSync(platform.db, payload)
  if (syncId === undefined) return undefined
  const { id: accountId, name, listed_at } = account
  const run = { accountId, account: name, syncId, isFirst: listed_at === null }
  try {
    await refreshFacts(sync)
    await syncAccount({ ...run, db: platform.db, apple, signal })
    await preEnroll(platform, account.id, signal)
    await applyRules(platform, account.id)
    await wantSeenProfiles(platform, account.id)
    await learnReplacements({ platform, apple, signal }, account.id)
    await endSync(platform.db, run, null)
  } catch (error) {
    // The server stops: the same sync goes on when the queue gives the job to somebody again.
    if (signal.aborted) throw error
    await failSync(sync, run, error)
  }
  return findSync(platform.db, syncId)
}

/**
 * A job that runs again goes on with its sync, unless another has brought it to its end; a full one does not begin again what it
 * has begun.
 */
async function beginSync(db: Db, { accountId, mode, syncId }: SyncPayload): Promise<string | undefined> {
  const known = syncId === null ? undefined : await findSync(db, syncId)
  if (known?.state === 'done') return undefined
  const id = known?.id ?? uuidv7()
  await db.transaction().execute(async (trx) => {
    if (!known) await insertSync(trx, { id, accountId, mode })
    await endOtherSyncs(trx, accountId, id)
    const begun_at = known?.begunAt ?? sql<string>`now()`
    await updateSync(trx, id, { state: 'running', ended_at: null, error: null, begun_at })
    await announce(trx, { topic: 'dep-account', id: accountId })
  })
  if (mode === 'full' && !known?.pages) await beginUnlessUnderWay(db, accountId)
  return id
}

/** A listing that stopped halfway goes on where it was. */
async function beginUnlessUnderWay(db: Db, accountId: string): Promise<void> {
  const { sync_phase, sync_cursor } = await getAccountRow(db, accountId)
  if (sync_phase === 'sync' || sync_cursor === null) await beginListing(db, accountId)
}

/** An MDM server can be renamed in the portal, and its page size may change. What is as it was is not written. */
async function refreshFacts({ platform: { db }, apple, payload: { accountId } }: Sync): Promise<void> {
  const facts = accountFacts(await apple.ask(accountId, (client) => client.account()))
  const { server_name, organization_name, organization_id, admin_id, details, page_limit } = facts
  await db
    .updateTable('dep_account')
    .set({ ...facts, updated_at: sql<string>`now()` })
    .where('id', '=', accountId)
    .where(
      sql<boolean>`(server_name, organization_name, organization_id, admin_id, details, page_limit) is distinct from
        (${server_name}::text, ${organization_name}::text, ${organization_id}::text, ${admin_id}::text, ${details}::jsonb, ${page_limit}::int)`,
    )
    .execute()
}

type Run = { accountId: string; syncId: string }

async function endSync(db: Db, { accountId, syncId }: Run, error: string | null): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const state = error === null ? 'done' : 'failed'
    await updateSync(trx, syncId, { state, ended_at: sql<string>`now()`, error })
    await announce(trx, { topic: 'dep-account', id: accountId })
  })
}

/** Apple's refusals are an outcome; anything else is a bug or a lost database, and the queue tries again. */
async function failSync(sync: Sync, run: Run, error: unknown): Promise<void> {
  const { platform } = sync
  await endSync(platform.db, run, sentenceOf(error, platform.clock()))
  if (error instanceof DepError) return tryAgain(sync, error)
  if (!(error instanceof Problem)) throw error
}

export function sentenceOf(error: unknown, now: Date): string {
  if (error instanceof DepError) return problemOf(error, now).message
  if (error instanceof Problem) return error.message
  return 'Something went wrong on the server; its log has the details. Muster tries again.'
}

const mostAttempts = 5

/** Outages and throttling pass: a minute, then two, then four; or when Apple says. After that the hourly schedule goes on. */
async function tryAgain({ platform: { db, jobs }, payload }: Sync, error: DepError): Promise<void> {
  const attempt = payload.attempt + 1
  const passes = error.kind === 'unavailable' || error.kind === 'throttled'
  if (!passes || attempt >= mostAttempts) return
  const afterSeconds = error.retryAfterSeconds ?? 60 * 2 ** payload.attempt
  const again = { ...payload, mode: 'delta' as const, syncId: null, attempt }
  await jobs.enqueue(db, syncJob, again, { key: payload.accountId, afterSeconds: Math.max(afterSeconds, 1) })
}
