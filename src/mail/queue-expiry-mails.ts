import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { MailThing } from './mail-notices.ts'
import { mailsQueued } from './queue-check-in-mails.ts'

export type ExpiryMails = { thing: MailThing; recipients: readonly string[]; requestedBy: string }

/**
 * A reminder for each recipient into the outbox, in the transaction that causes it. Where an earlier one waits for a mail server
 * still, that one will do: it tells how long is left when it is sent.
 */
export async function queueExpiryMails(
  trx: Trx,
  { thing, recipients, requestedBy }: ExpiryMails,
): Promise<void> {
  if (recipients.length === 0) return
  const each = [...new Map(recipients.map((address) => [address.toLowerCase(), address])).values()]
  const rows = each.map((recipient) => ({ id: uuidv7(), recipient }))
  await sql`
    insert into mail (id, kind, recipient, requested_by, thing_kind, thing_id, thing_expires_at)
    select r.id, 'expiry', r.recipient, ${requestedBy}, ${thing.kind}, ${thing.id}, ${thing.expiresAt}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, recipient text)
    on conflict (thing_kind, thing_id, lower(recipient)) where state = 'waiting' and kind = 'expiry'
      do update set thing_expires_at = excluded.thing_expires_at, next_try_at = excluded.next_try_at`.execute(
    trx,
  )
  await announce(trx, mailsQueued)
}
