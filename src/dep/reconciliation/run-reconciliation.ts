import { sql } from 'kysely'
import type { DepReconciliation } from '../../contract/dep-reconciliation.ts'
import { systemActor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import { recordEvents } from '../../platform/audit/timeline.ts'
import { holdLock } from '../../platform/db/advisory-lock.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { DepError } from '../../protocol/dep/dep-error.ts'
import { findAccountRow, getAccountRow, lockAccount, type AccountRow } from '../account-store.ts'
import type { Apple } from '../apple.ts'
import { wantSeenProfiles } from '../adopt-profile.ts'
import { accountTarget } from '../change-account.ts'
import { applyRules } from '../assignments/apply-rules.ts'
import { preEnroll } from '../pre-enroll.ts'
import { sentenceOf, syncLocked } from '../run-sync.ts'
import { syncLockName } from '../start-sync.ts'
import { fetchList } from './fetch-list.ts'
import { countKinds, storeOpenDifferences, type Comparison } from './find-differences.ts'
import { countListed, forgetListed } from './listed-devices.ts'
import { mendDifferences } from './mend-differences.ts'
import {
  endOthers,
  findReconciliation,
  findRunning,
  insertReconciliation,
  reconciliationOf,
  updateReconciliation,
  type NewReconciliation,
} from './reconciliation-store.ts'
import { announceProgress, reconcileJob, type ReconcilePayload } from './start-reconciliation.ts'

type Work = { platform: Platform; apple: Apple; payload: ReconcilePayload; signal: AbortSignal }

/** The work of one `dep.reconcile` job: one at a time for each account, and none while the account is synced. */
export async function runReconciliation(work: Work): Promise<void> {
  const { platform, payload } = work
  const lock = await holdLock(platform.pool, syncLockName(payload.accountId))
  if (!lock)
    return void (await platform.jobs.enqueue(platform.db, reconcileJob, payload, { afterSeconds: 5 }))
  try {
    await runLocked({ ...work, signal: AbortSignal.any([work.signal, lock.lost]) })
  } finally {
    await lock.release()
  }
}

async function runLocked(work: Work): Promise<void> {
  const { platform, payload, signal } = work
  const account = await findAccountRow(platform.db, payload.accountId)
  if (!account) return
  const id = await begin(platform.db, payload)
  if (id === undefined) return
  try {
    await reconcile(work, account, id)
  } catch (error) {
    // The server stops: another reconciliation begins when the queue gives the job to somebody again.
    if (signal.aborted) throw error
    await fail(work, id, error)
  } finally {
    await forgetListed(platform.db, account.id)
  }
}

/** Nothing of one that was interrupted is used again: it has failed, and another begins. Undefined when there is nothing to do. */
async function begin(db: Db, { accountId, reconciliationId }: ReconcilePayload): Promise<string | undefined> {
  return db.transaction().execute(async (trx) => {
    const known = reconciliationId === null ? undefined : await findReconciliation(trx, reconciliationId)
    if (known && known.state !== 'running') return undefined
    const waiting = await findRunning(trx, accountId)
    // Somebody waits for one, which will tell the same.
    if (!known && waiting?.phase === null) return undefined
    const isFresh = known?.phase === null
    const id = isFresh ? known.id : uuidv7()
    await endOthers(trx, accountId, isFresh ? id : null)
    if (!isFresh) {
      const cause = (known?.cause ?? 'nightly') as NewReconciliation['cause']
      const requestedBy = known?.requested_by ?? systemActor.name
      await insertReconciliation(trx, { id, accountId, cause, requestedBy })
    }
    await announceProgress(
      trx,
      await updateReconciliation(trx, id, { phase: 'sync', expected: liveDevices(accountId) }),
    )
    return id
  })
}

const liveDevices = (accountId: string) =>
  sql<number>`(select count(*) from dep_device where account_id = ${accountId} and gone_since is null)`

async function reconcile(work: Work, account: AccountRow, reconciliationId: string): Promise<void> {
  const { platform, apple, signal } = work
  const { db } = platform
  const accountId = account.id
  await syncFirst(work)
  const since = await enterPhase(db, reconciliationId, 'fetch')
  await forgetListed(db, accountId)
  const listed = await fetchList({ platform, apple, accountId, reconciliationId, signal })
  // What changed while the list was read is the sync's to tell, and no difference.
  await syncFirst(work)
  const comparedSince = await enterPhase(db, reconciliationId, 'compare')
  await refuseChanged(db, account, listed)
  const comparison = { accountId, reconciliationId, since, comparedSince }
  const onMended = async (trx: Trx, count: number) => {
    const change = { mended: sql<number>`mended + ${count}` }
    await announceProgress(trx, await updateReconciliation(trx, reconciliationId, change))
  }
  await mendDifferences({ ...comparison, platform, apple, account: account.name, signal, onMended })
  await preEnroll(platform, accountId, signal)
  await applyRules(platform, accountId)
  await wantSeenProfiles(platform, accountId)
  await finish(db, account, comparison)
}

/** The account's own sync, so that what it can tell is told by it. */
async function syncFirst(work: Work): Promise<void> {
  const { accountId } = work.payload
  const payload = { accountId, mode: 'delta' as const, syncId: null, attempt: 0 }
  const sync = await syncLocked({ ...work, payload })
  if (sync?.state === 'done') return
  throw new SyncFailed(sync?.error ?? 'The account has no server token any more.')
}

/** The sentence is the sync's own, which has told the account's state as well. */
class SyncFailed extends Error {
  override readonly name = 'SyncFailed'
}

async function enterPhase(db: Db, id: string, phase: 'fetch' | 'compare'): Promise<string> {
  const { rows } = await sql<{ now: string }>`select clock_timestamp() as now`.execute(db)
  const { now } = rows[0]!
  await announceProgress(
    db,
    await updateReconciliation(db, id, { phase, ...(phase === 'fetch' ? { fetch_started_at: now } : {}) }),
  )
  return now
}

/** Half a list, or the list that another token read, proves nothing. */
async function refuseChanged(db: Db, account: AccountRow, listed: number): Promise<void> {
  const { token_sealed } = await getAccountRow(db, account.id)
  if (!token_sealed || !account.token_sealed?.equals(token_sealed)) {
    const detail =
      'The server token was replaced meanwhile. The next reconciliation compares everything anew.'
    throw new SyncFailed(detail)
  }
  if ((await countListed(db, account.id)) !== listed)
    throw new SyncFailed('The database lost Apple’s list meanwhile. The next reconciliation reads it anew.')
}

async function finish(db: Db, account: AccountRow, comparison: Comparison): Promise<void> {
  const { accountId, reconciliationId } = comparison
  await db.transaction().execute(async (trx) => {
    // Whoever decides a difference takes it too: what is decided meanwhile is not found once more.
    await lockAccount(trx, accountId)
    await storeOpenDifferences(trx, comparison)
    const kinds = await countKinds(trx, comparison)
    const sum = (state: 'open' | 'mended') =>
      Object.values(kinds).reduce((all, counts) => all + counts[state], 0)
    const row = await updateReconciliation(trx, reconciliationId, {
      state: 'done',
      ended_at: sql<string>`now()`,
      kinds: JSON.stringify(kinds),
      open: sum('open'),
      mended: sum('mended'),
    })
    await announceProgress(trx, row)
    if (row.open + row.mended > 0) await tell(trx, account, reconciliationOf(row))
  })
}

async function tell(
  trx: Trx,
  account: AccountRow,
  { listed, mended, open, id }: DepReconciliation,
): Promise<void> {
  const waiting = open === 0 ? 'Nothing waits for a decision.' : `${open} wait for a decision.`
  await recordEvents(trx, [
    {
      subject: { kind: 'dep-account', id: account.id },
      kind: 'dep-account.reconciled',
      actor: systemActor.name,
      summary: `Apple's list of ${listed} devices was compared with ours: ${mended} differences were mended. ${waiting}`,
      facts: { listed, mended, open, reconciliationId: id },
    },
  ])
  await recordAudit(trx, systemActor, {
    action: 'dep-account.reconciled',
    target: accountTarget(account),
    after: { reconciliationId: id, listed, mended, open },
  })
}

/** Apple's refusals are an outcome; anything else is a bug or a lost database, which the log has. */
async function fail(work: Work, id: string, error: unknown): Promise<void> {
  const { db, clock, jobs } = work.platform
  const sentence = error instanceof SyncFailed ? error.message : sentenceOf(error, clock())
  await db.transaction().execute(async (trx) => {
    const change = { state: 'failed', ended_at: sql<string>`now()`, error: sentence }
    const row = await updateReconciliation(trx, id, change)
    await announceProgress(trx, row)
    await announce(trx, { topic: 'dep-account', id: row.account_id })
    const { accountId, attempt } = work.payload
    const again = { accountId, reconciliationId: null, attempt: attempt + 1 }
    if (row.cause === 'nightly' && attempt + 1 < mostAttempts)
      await jobs.enqueue(trx, reconcileJob, again, { key: accountId, afterSeconds: 3600 })
  })
  if (!(error instanceof DepError || error instanceof Problem || error instanceof SyncFailed)) throw error
}

/** An outage passes: a nightly one is tried again after an hour, and then after another. */
const mostAttempts = 3
