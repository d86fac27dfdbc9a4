import { sql } from 'kysely'
import { z } from 'zod'
import { markDue } from '../devices/device-due.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { givenPairs } from './given.ts'
import { agentNamed } from './policy-commands.ts'

export const FindBehind: JobKind<Record<string, never>> = {
  name: 'policy.find-behind',
  payload: z.strictObject({}),
}

/**
 * Marks enrolled devices that have something else than they are given, whatever the cause: a group that was deleted, an agent
 * that was published anew. What changes in the usual ways is marked at once, so that there is nothing to find.
 */
export function findBehind({ db }: Pick<Platform, 'db'>): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const agent = agentNamed(await readEnrollmentSettings(trx))
    await markDue(trx, sql`${behindPolicies} union ${behindAgent(agent)}`)
  })
}

const takesCommands = sql`exists (select from enrollment e where e.device_id = device.id and e.state = 'active')`

/** `planDelivery` once more: what it would send or remove. What only waits to be forgotten is left. */
const behindPolicies = sql`
  select coalesce(g.device_id, p.device_id) as id
  from (${givenPairs(sql`device.status = 'enrolled' and ${takesCommands}`)}) as g
    full join device_policy p on p.device_id = g.device_id and p.policy_id = g.policy_id
    left join policy on policy.id = g.policy_id
  where case when g.device_id is null then p.state in ('sent', 'installed')
    else p.device_id is null or p.state in ('removing', 'removed') or p.version <> policy.version end`

const behindAgent = (agent: string | null) => sql`
  select device.id from device left join device_kit k on k.device_id = device.id
  where ${agent}::text is not null and device.status = 'enrolled' and device.agent_install_required
    and k.agent is distinct from ${agent} and ${takesCommands}`
