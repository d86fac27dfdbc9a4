import type { DepSync } from '../contract/dep.ts'
import { systemActor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import { holdLock } from '../platform/db/advisory-lock.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { syncJob, syncLockName } from './start-sync.ts'

/**
 * Called when a server has started: syncs that another one had begun when it died. Each is told as interrupted and waits
 * for a server again, which goes on from its last page; the queue would find out only when the dead server's heartbeat is old. What another server is
 * running, by its lock, is left alone.
 */
export async function healSyncs(platform: Platform): Promise<void> {
  const { db, pool } = platform
  const begun = await db
    .selectFrom('dep_sync')
    .select(['id', 'account_id', 'mode'])
    .where('state', '=', 'running')
    .where('begun_at', 'is not', null)
    .execute()
  for (const { id, account_id: accountId, mode } of begun) {
    const lock = await holdLock(pool, syncLockName(accountId))
    if (!lock) continue
    try {
      await goOn(platform, { id, accountId, mode: mode as DepSync['mode'] })
    } finally {
      await lock.release()
    }
  }
}

const interrupted = 'A sync was interrupted when its server stopped; Muster goes on from the last page.'

type Interrupted = Pick<DepSync, 'id' | 'mode'> & { accountId: string }

async function goOn({ db, jobs }: Platform, { id, accountId, mode }: Interrupted): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('dep_sync')
      .set({ begun_at: null, error: interrupted })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .where('begun_at', 'is not', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await jobs.enqueue(trx, syncJob, { accountId, mode, syncId: id, attempt: 0 })
    await recordEvents(trx, [
      {
        subject: { kind: 'dep-account', id: accountId },
        kind: 'dep-account.sync-interrupted',
        actor: systemActor.name,
        summary: interrupted,
        facts: { syncId: id },
      },
    ])
    await announce(trx, { topic: 'dep-account', id: accountId })
  })
}
