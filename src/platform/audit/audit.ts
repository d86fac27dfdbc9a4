import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { Actor } from './actor.ts'

export type AuditRecord = {
  action: string
  target: { kind: string; id: string; name?: string | null }
  before?: unknown
  after?: unknown
}

/**
 * Who did what, in the transaction that does it. Numbers have no gaps, so the counter's row is locked until the transaction
 * ends: call this last. Secrets are masked by name.
 */
export async function recordAudit(
  trx: Trx,
  actor: Actor,
  { action, target, before, after }: AuditRecord,
): Promise<void> {
  await sql`
    with next as (update audit_counter set last = last + 1 returning last)
    insert into audit_event (seq, actor, actor_kind, action, target_kind, target_id, target_name, before, after, address)
    select last, ${actor.name}, ${actor.kind}, ${action}, ${target.kind}, ${target.id}, ${target.name ?? null},
           ${masked(before)}::jsonb, ${masked(after)}::jsonb, ${actor.address}
    from next`.execute(trx)
}

/** `code` is a check-in code; `errorCode` and its like are not. */
const secretNames = /^(code|otp)$|(password|passwordHash|token|secret|privateKey)$/i

const masked = (value: unknown): string | null =>
  value === undefined
    ? null
    : JSON.stringify(value, (key, inner: unknown) => (secretNames.test(key) && inner ? '[secret]' : inner))
