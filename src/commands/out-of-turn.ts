import type { Trx } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { open, payloadPlace } from './command-store.ts'

/**
 * Takes one command before all others and marks it as sent. One in flight goes back to its place in the queue, as only one may
 * be in flight. The caller holds the enrollment's row.
 */
export async function takeOutOfTurn(
  trx: Trx,
  secrets: Secrets,
  { enrollmentId, id, now }: { enrollmentId: string; id: string; now: Date },
): Promise<Buffer | undefined> {
  await trx
    .updateTable('command')
    .set({ state: 'queued' })
    .where('enrollment_id', '=', enrollmentId)
    .where('state', '=', 'sent')
    .where('id', '<>', id)
    .execute()
  const row = await trx
    .updateTable('command')
    .set({ state: 'sent', sent_at: now })
    .where('id', '=', id)
    .where('state', 'in', [...open])
    .returning('payload_sealed as sealed')
    .executeTakeFirst()
  return row?.sealed ? secrets.open(payloadPlace(id), row.sealed) : undefined
}

/** A command whose answer is not waited for any more; what the device says of it afterwards changes nothing. */
export async function giveUp(trx: Trx, id: string, now: Date): Promise<void> {
  await trx
    .updateTable('command')
    .set({ state: 'replaced', answered_at: now, payload: null, payload_sealed: null })
    .where('id', '=', id)
    .where('state', 'in', [...open])
    .execute()
}
