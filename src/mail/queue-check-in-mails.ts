import { sql, type RawBuilder } from 'kysely'
import type { MailChannel } from '../contract/mail.ts'
import type { Trx } from '../platform/db/database.ts'
import { numberedUuid } from '../platform/db/numbered-uuid.ts'
import { announce } from '../platform/events/live.ts'

export type WantedMails = {
  /** A query with the columns `device_id uuid` and `recipient text`. */
  rows: RawBuilder<unknown>
  importId?: string
  /** The admin's name, for the list and the timeline. */
  requestedBy: string
  channel?: MailChannel
}

/**
 * Puts a check-in mail for each row into the outbox, in the transaction that causes it; the sender hears of it when that commits.
 * Answers how many will go out. Where the mail of a device to this address is waiting already, that one will do, since it tells how
 * the device is when it is sent; touching it keeps the sender from taking it before the caller's changes are there to be told.
 */
export async function queueCheckInMails(trx: Trx, wanted: WantedMails): Promise<number> {
  const { rows, importId = null, requestedBy, channel = 'mail' } = wanted
  const { numAffectedRows = 0n } = await sql`
    insert into mail (id, kind, channel, recipient, device_id, import_id, requested_by)
    select ${numberedUuid(sql`row_number() over ()`)}, 'check-in', ${channel}, recipient, device_id, ${importId}, ${requestedBy}
    from (select distinct on (device_id, lower(recipient) collate "C") device_id, recipient from (${rows}) as wanted
      where recipient <> '' order by device_id, lower(recipient) collate "C") as each
    on conflict (device_id, channel, lower(recipient)) where state = 'waiting'
      do update set import_id = excluded.import_id, requested_by = excluded.requested_by, next_try_at = excluded.next_try_at`.execute(
    trx,
  )
  if (numAffectedRows > 0n) await announce(trx, mailsQueued)
  return Number(numAffectedRows)
}

/** Without an id: not one mail has changed, but some wait to be sent. */
export const mailsQueued = { topic: 'mail' as const, id: null }
