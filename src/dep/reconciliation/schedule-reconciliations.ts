import { sql } from 'kysely'
import { z } from 'zod'
import type { JobKind } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import { isDue } from './nightly.ts'
import { forgetOldReconciliations } from './reconciliation-store.ts'
import { reconcileJob } from './start-reconciliation.ts'

export const scheduleReconciliationsJob: JobKind<Record<string, never>> = {
  name: 'dep.schedule-reconciliations',
  payload: z.strictObject({}),
  retries: 0,
}

/** Often enough that every account is begun near its own minute. */
export const everyTenMinutes = '*/10 * * * *'

/** The accounts whose minute of the night has come. One that Apple does not answer at present is left for the syncs to find. */
export async function scheduleReconciliations({ db, jobs }: Platform, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string; listedAt: string | null; lastStartedAt: string | null }>`
    select a.id, a.listed_at as "listedAt",
      (select max(r.started_at) from dep_reconciliation r where r.account_id = a.id) as "lastStartedAt"
    from dep_account a
    where a.token_sealed is not null and a.token_expires_at > ${now}
      and coalesce((a.state_facts ->> 'retryAt')::timestamptz <= ${now}, true)`.execute(db)
  const due = rows.filter((account) => isDue(account, now))
  if (due.length > 0) await forgetOldReconciliations(db)
  for (const { id } of due)
    await jobs.enqueue(db, reconcileJob, { accountId: id, reconciliationId: null, attempt: 0 }, { key: id })
}
