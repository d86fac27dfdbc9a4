import { recordAudit } from '../../platform/audit/audit.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import type { Trx } from '../../platform/db/database.ts'
import type { FoundCode } from './device-code.ts'
import { isNoted, keepShortCode } from './note-code-shown.ts'

/** For a device, or for the request of somebody who brings one. */
export type CodeTarget = { kind: 'device' | 'enrollment-request'; id: string; name: string | null }

const action = 'device.code-shown'

/** As of a bulk enrollment: once an hour for each person, address and code. */
export const isCodeNoted = (trx: Trx, actor: Actor, { id }: CodeTarget, { shortCode }: FoundCode) =>
  isNoted(trx, actor, { action, targetId: id, shortCode })

/**
 * Whoever is shown a code has what is secret in it. What is printed under it leads to the bulk enrollment from now on. Writes the audit
 * record: call it last.
 */
export async function noteDeviceCode(
  trx: Trx,
  actor: Actor,
  target: CodeTarget,
  { shortCode, bulk, tokenExpiresAt }: FoundCode,
): Promise<void> {
  await keepShortCode(trx, { id: bulk.id, shortCode })
  const after = { shortCode, bulkEnrollment: bulk.name, hasToken: tokenExpiresAt !== null }
  await recordAudit(trx, actor, { action, target, after })
}
