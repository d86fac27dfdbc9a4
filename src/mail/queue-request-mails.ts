import { sql, type RawBuilder } from 'kysely'
import type { MailChannel } from '../contract/mail.ts'
import type { Trx } from '../platform/db/database.ts'
import { numberedUuid } from '../platform/db/numbered-uuid.ts'
import { announce } from '../platform/events/live.ts'
import { mailsQueued } from './queue-check-in-mails.ts'

export type WantedRequestMails = {
  /** A query with the columns `request_id uuid`, `device_id uuid` and `recipient text`. */
  rows: RawBuilder<unknown>
  channel: MailChannel
  requestedBy: string
}

/**
 * Puts the mail of each enrollment request into the outbox, in the transaction that causes it. Where a mail of the device to this
 * address waits already, it becomes the mail of the request: one mail tells everything.
 */
export async function queueRequestMails(trx: Trx, wanted: WantedRequestMails): Promise<void> {
  const { rows, channel, requestedBy } = wanted
  await sql`
    insert into mail (id, kind, channel, recipient, device_id, request_id, requested_by)
    select ${numberedUuid(sql`row_number() over ()`)}, 'check-in', ${channel}, recipient, device_id, request_id, ${requestedBy}
    from (${rows}) as wanted where recipient <> ''
    on conflict (device_id, channel, lower(recipient)) where state = 'waiting'
      do update set request_id = excluded.request_id, requested_by = excluded.requested_by, next_try_at = excluded.next_try_at`.execute(
    trx,
  )
  await announce(trx, mailsQueued)
}

/** Mails of these requests that have not left yet stay here. */
export async function cancelRequestMails(
  trx: Trx,
  requestIds: readonly string[],
  answer: string,
): Promise<void> {
  await sql`
    update mail set state = 'cancelled', answer = ${answer}, tried_at = null
    where request_id in (select unnest(${requestIds}::uuid[])) and state = 'waiting'`.execute(trx)
}
