import { sql } from 'kysely'
import type { MailChannel } from '../contract/mail.ts'
import { uniqueViolation, type Db, type Trx } from '../platform/db/database.ts'
import type { MailThing } from './mail-notices.ts'

/** A mail in the hands of the sender. */
export type DueMail = {
  id: string
  channel: MailChannel
  recipient: string
  deviceId: string | null
  attempts: number
  requestedBy: string
  /** The enrollment request that it was asked for with, if there is one. */
  requestId: string | null
  /** What a reminder is about; null for a check-in mail. */
  thing: MailThing | null
}

/** Takes the next mail that is due; what another transaction is just changing is left for later. */
export async function takeDueMail(db: Db, now: Date): Promise<DueMail | undefined> {
  const { rows } = await sql<DueRow>`
    update mail set state = 'sending', attempts = attempts + 1, tried_at = ${now}
    where id = (
      select id from mail where state = 'waiting' and next_try_at <= ${now}
      order by (import_id is not null), next_try_at, id limit 1 for update skip locked)
    returning id, channel, recipient, device_id as "deviceId", attempts, requested_by as "requestedBy", request_id as "requestId",
      thing_kind, thing_id, thing_expires_at`.execute(db)
  return rows[0] && dueMailOf(rows[0])
}

type DueRow = Omit<DueMail, 'thing'> & {
  thing_kind: string | null
  thing_id: string | null
  thing_expires_at: string | null
}

function dueMailOf({
  thing_kind: kind,
  thing_id: id,
  thing_expires_at: expiresAt,
  ...mail
}: DueRow): DueMail {
  return { ...mail, thing: kind && id && expiresAt ? { kind, id, expiresAt } : null }
}

/** Waits for the next try. When the same mail was asked for again meanwhile, that one will do. */
export async function giveBack(
  db: Db,
  id: string,
  { answer, nextTryAt }: { answer: string; nextTryAt: Date },
): Promise<void> {
  try {
    await db
      .updateTable('mail')
      .set({ state: 'waiting', answer, next_try_at: nextTryAt })
      .where('id', '=', id)
      .execute()
  } catch (error) {
    if (!isWaitingTwice(error)) throw error
    await setEnded(db, id, { state: 'cancelled', answer: 'The same mail was asked for again' })
  }
}

/** The same mail waits already: to the same address about the same device, or the same thing. */
export const isWaitingTwice = (error: unknown): boolean =>
  ['mail_waiting_once', 'mail_expiry_waiting_once', 'mail_request_waiting_once'].includes(
    uniqueViolation(error) ?? '',
  )

/** What a sender had in its hands when it died. Only the holder of the sender's lock may ask. */
export async function listUnsent(db: Db): Promise<{ id: string; attempts: number }[]> {
  return db.selectFrom('mail').select(['id', 'attempts']).where('state', '=', 'sending').execute()
}

export type End =
  { state: 'failed' | 'cancelled'; answer: string } | { state: 'sent'; answer: string; sentAt: Date }

/** The mail tells the link of this request. */
export async function setMailRequest(db: Db, id: string, requestId: string): Promise<void> {
  await db.updateTable('mail').set({ request_id: requestId }).where('id', '=', id).execute()
}

/** A cancelled mail was not tried, and takes nobody's place in the minute. */
export async function setEnded(db: Db, id: string, end: End): Promise<void> {
  const { state, answer } = end
  await db
    .updateTable('mail')
    .set({
      state,
      answer,
      sent_at: end.state === 'sent' ? end.sentAt : null,
      ...(state === 'cancelled' ? { tried_at: null } : {}),
    })
    .where('id', '=', id)
    .execute()
}

/** Those that wait for their next try are tried at once. */
export async function hurryWaitingMails(trx: Trx): Promise<void> {
  await sql`update mail set next_try_at = 'epoch' where state = 'waiting' and next_try_at > 'epoch'`.execute(
    trx,
  )
}

/** How many were tried since a time, and when the first of them was. */
export async function countTried(db: Db, since: Date): Promise<{ tried: number; first: string | null }> {
  const { rows } = await sql<{ tried: number; first: string | null }>`
    select count(*) as tried, min(tried_at) as first from mail where tried_at > ${since}`.execute(db)
  return rows[0]!
}

/** When the first of those that wait is due; long ago for one that was not tried yet. */
export async function findNextTry(db: Db): Promise<string | undefined> {
  const { next } = await db
    .selectFrom('mail')
    .select((select) => select.fn.min('next_try_at').as('next'))
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  return next ?? undefined
}

/** Answers whether there was a mail that can be sent once more. */
export async function restart(trx: Trx, id: string, requestedBy: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('mail')
    .set({ state: 'waiting', attempts: 0, next_try_at: 'epoch', answer: null, requested_by: requestedBy })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'failed', 'cancelled'])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
