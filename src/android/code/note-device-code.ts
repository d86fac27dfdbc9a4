import { sql } from 'kysely'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import type { Trx } from '../../platform/db/database.ts'
import type { FoundCode } from './device-code.ts'
import { keepShortCode } from './note-code-shown.ts'

/** For a device, or for the request of somebody who brings one. */
export type CodeTarget = { kind: 'device' | 'enrollment-request'; id: string; name: string | null }

const action = 'device.code-shown'

/**
 * Whether it is noted already that this person was shown this code, from this address, within the last hour: a page draws its code
 * whenever it is looked at, and a log full of that hides what matters. Until the transaction ends nobody else notes the same.
 */
export async function isCodeNoted(
  trx: Trx,
  { kind, id, name, address }: Actor,
  target: CodeTarget,
  { shortCode }: FoundCode,
): Promise<boolean> {
  const lock = [action, kind, id, target.id].join(':')
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx)
  const { rows } = await sql<{ noted: boolean }>`
    select exists (select from audit_event
      where target_id = ${target.id} and action = ${action} and actor_kind = ${kind} and actor = ${name}
        and address is not distinct from ${address} and after->>'shortCode' = ${shortCode}
        and at > now() - interval '1 hour') as noted`.execute(trx)
  return rows[0]?.noted ?? false
}

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
