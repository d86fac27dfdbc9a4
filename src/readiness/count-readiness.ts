import { sql } from 'kysely'
import type { z } from 'zod'
import type { ReadinessCounts } from '../contract/readiness.ts'
import type { Platform } from '../platform/platform.ts'
import { readyCondition } from './ready-condition.ts'
import { loadSurroundings } from './surroundings.ts'

/** Exactly, over all devices that have not enrolled yet; the condition is asked once of each. */
export async function countReadiness(platform: Platform): Promise<z.infer<typeof ReadinessCounts>> {
  const isReady = readyCondition(await loadSurroundings(platform))
  const { ready, total } = await platform.db
    .selectFrom('device')
    .select([sql<number>`count(*)`.as('total'), sql<number>`count(*) filter (where ${isReady})`.as('ready')])
    .where('status', '=', 'enrolling')
    .executeTakeFirstOrThrow()
  return { ready, notReady: total - ready }
}
