import { sql } from 'kysely'
import { z } from 'zod'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { syncJob } from './start-sync.ts'

export const scheduleJob: JobKind<Record<string, never>> = {
  name: 'dep.schedule-syncs',
  payload: z.strictObject({}),
  retries: 0,
}

/** Every hour, at a minute when not everybody asks. */
export const everyHour = '23 * * * *'

/**
 * The accounts whose interval has passed since their last good sync (C11: 12 hours unless set). What passes by itself, outages
 * and unaccepted terms, is asked for every hour; a token that Apple refuses only once in the interval, and an expired one not at all.
 */
export async function scheduleSyncs({ db, jobs }: Platform, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select a.id from dep_account a
    where a.token_sealed is not null and a.token_expires_at > ${now}
      and coalesce((a.state_facts ->> 'retryAt')::timestamptz <= ${now}, true)
      and not exists (
        select from dep_sync s where s.account_id = a.id and (s.state = 'done' or a.state in ('ok', 'token-invalid', 'token-replaced', 'access-denied'))
          and s.started_at > ${now}::timestamptz - make_interval(hours => a.sync_interval_hours, mins => -5))`.execute(
    db,
  )
  for (const { id } of rows)
    await jobs.enqueue(db, syncJob, { accountId: id, mode: 'delta', syncId: null, attempt: 0 }, { key: id })
}
