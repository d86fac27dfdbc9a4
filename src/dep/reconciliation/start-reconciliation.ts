import { sql } from 'kysely'
import { z } from 'zod'
import type { DepReconciliation } from '../../contract/dep-reconciliation.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { JobKind } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { lockAccount } from '../account-store.ts'
import { accountTarget } from '../change-account.ts'
import { syncLockName } from '../start-sync.ts'
import {
  endOthers,
  findReconciliation,
  findRunning,
  insertReconciliation,
  reconciliationOf,
  type ReconciliationRow,
} from './reconciliation-store.ts'

/** `reconciliationId` is the resource that somebody waits for; a nightly one makes its own when it starts. */
export type ReconcilePayload = { accountId: string; reconciliationId: string | null; attempt: number }

export const reconcileJob: JobKind<ReconcilePayload> = {
  name: 'dep.reconcile',
  payload: z.object({ accountId: z.uuid(), reconciliationId: z.uuid().nullable(), attempt: z.int() }),
}

/** Somebody wants to know now. The resource and its job appear together. */
export async function startReconciliation(
  { db, jobs }: Platform,
  actor: Actor,
  accountId: string,
): Promise<DepReconciliation> {
  return db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId)
    if (!account.token_sealed) throw new Problem('dep-account.token-missing', { id: accountId })
    await refuseRunning(trx, accountId)
    const id = uuidv7()
    await insertReconciliation(trx, { id, accountId, cause: 'asked', requestedBy: actor.name })
    await jobs.enqueue(trx, reconcileJob, { accountId, reconciliationId: id, attempt: 0 })
    const row = (await findReconciliation(trx, id))!
    await announceProgress(trx, row)
    await recordAudit(trx, actor, {
      action: 'dep-account.reconciliation-started',
      target: accountTarget(account),
      after: { reconciliationId: id },
    })
    return reconciliationOf(row)
  })
}

/** One at a time. One that has begun holds the account's lock until it ends; without it its server has died. */
async function refuseRunning(trx: Trx, accountId: string): Promise<void> {
  const running = await findRunning(trx, accountId)
  if (!running) return
  const { rows } = await sql<{ abandoned: boolean }>`
    select (${running.phase}::text is not null or ${running.started_at}::timestamptz < now() - interval '10 minutes')
      and pg_try_advisory_xact_lock(hashtextextended(${syncLockName(accountId)}, 0)) as abandoned`.execute(
    trx,
  )
  if (!rows[0]?.abandoned) throw new Problem('dep-reconciliation.running', { reconciliationId: running.id })
  await endOthers(trx, accountId, null)
}

/** The numbers as they stand, to whoever looks. */
export async function announceProgress(
  db: Db,
  row: ReconciliationRow,
  speed: { devicesPerSecond?: number; secondsLeft?: number } = {},
): Promise<void> {
  const { account_id: id, state, phase, pages, listed, expected, mended, open } = row
  const progress = { state, phase, pages, listed, expected, mended, open, ...speed }
  await announce(db, { topic: 'dep-reconciliation', id, progress })
}
