import { sql } from 'kysely'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Platform } from '../platform/platform.ts'
import { markDue } from '../devices/device-due.ts'
import { resetFailed } from './delivery-store.ts'

type Which = { deviceId?: string | undefined; policyId?: string | undefined }

/** Sends again what failed; tells how many policies on devices that are. */
export function retryPolicies(
  { db }: Pick<Platform, 'db'>,
  actor: Actor,
  which: Which,
): Promise<{ retried: number }> {
  return db.transaction().execute(async (trx) => {
    const devices = await resetFailed(trx, which)
    const retried = devices.length
    if (retried === 0) return { retried }
    await markDue(trx, sql`select unnest(${devices}::uuid[])`)
    const { deviceId, policyId } = which
    const target = deviceId ? { kind: 'device', id: deviceId } : { kind: 'policy', id: policyId ?? 'all' }
    await recordAudit(trx, actor, { action: 'policy.retried', target, after: { retried, policyId } })
    return { retried }
  })
}
