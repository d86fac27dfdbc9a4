import { sql } from 'kysely'
import type { z } from 'zod'
import type { ReadinessCounts } from '../contract/readiness.ts'
import type { Platform } from '../platform/platform.ts'
import { readyCondition } from './ready-condition.ts'
import { loadSurroundings } from './surroundings.ts'

/** Exactly, over all devices that have not enrolled yet. */
export async function countReadiness(platform: Platform): Promise<z.infer<typeof ReadinessCounts>> {
  const isReady = readyCondition(await loadSurroundings(platform))
  return platform.db
    .selectFrom('device')
    .select([
      sql<number>`count(*) filter (where ${isReady})`.as('ready'),
      sql<number>`count(*) filter (where not ${isReady})`.as('notReady'),
    ])
    .where('status', '=', 'enrolling')
    .executeTakeFirstOrThrow()
}
