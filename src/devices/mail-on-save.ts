import { sql } from 'kysely'
import { queueCheckInMails } from '../mail/queue-check-in-mails.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'

/**
 * B44: a check-in mail goes out each time an address is entered and the device is saved. An address that is entered again counts,
 * one that merely stays does not; whether the mail still makes sense is seen when it is sent.
 */
export async function mailOnSave(
  trx: Trx,
  actor: Actor,
  { id, entered }: { id: string; entered: string | null | undefined },
): Promise<void> {
  if (!entered) return
  const rows = sql`select ${id}::uuid as device_id, ${entered}::text as recipient`
  await queueCheckInMails(trx, { rows, requestedBy: actor.name })
}
