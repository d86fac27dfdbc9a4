import { sql } from 'kysely'
import { z } from 'zod'
import { forgetOldKeys } from '../platform/http/idempotency.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { forgetOldSessions } from './session-store.ts'

const Housekeeping: JobKind<Record<string, never>> = {
  name: 'platform.housekeeping',
  payload: z.strictObject({}),
}

/** Every night: what has expired is forgotten. */
export function registerHousekeeping({ db, jobs }: Platform): void {
  jobs.register(Housekeeping, async () => {
    await forgetOldSessions(db)
    await forgetOldKeys(db)
    await db
      .deleteFrom('credential_attempt')
      .where('last_at', '<', sql<never>`now() - interval '2 days'`)
      .execute()
  })
  jobs.registerSchedule(Housekeeping, '17 3 * * *', {})
}
