import { sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { Mail, MailQuery } from '../contract/mail.ts'
import type { Db } from '../platform/db/database.ts'
import { countRows, decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import type { Platform } from '../platform/platform.ts'
import { mailServerConfigured } from './mail-setup.ts'

type Environment = Pick<Platform, 'db' | 'mail'>

/** Newest first: ids are UUIDv7. */
export async function listMails(environment: Environment, query: MailQuery): Promise<Page<Mail>> {
  const { db } = environment
  const { limit, cursor } = query
  let rows = filtered(selectMails(db), query)
    .orderBy('mail.id', 'desc')
    .limit(limit + 1)
  if (cursor) rows = rows.where('mail.id', '<', decodeIdCursor(cursor).id)
  const configured = await mailServerConfigured(environment)
  const page = pageOf(
    await rows.execute(),
    limit,
    ({ id }) => ({ key: null, id }),
    (row) => mailOf(row, configured),
  )
  return { ...page, total: await countRows(db, filtered(db.selectFrom('mail'), query)) }
}

export async function findMail(environment: Environment, id: string): Promise<Mail | undefined> {
  const row = await selectMails(environment.db).where('mail.id', '=', id).executeTakeFirst()
  return row && mailOf(row, await mailServerConfigured(environment))
}

const selectMails = (db: Db) =>
  db
    .selectFrom('mail')
    .selectAll()
    .select(
      sql<string | null>`(select identifier from device where device.id = mail.device_id)`.as('identifier'),
    )

type Row = Awaited<ReturnType<ReturnType<typeof selectMails>['execute']>>[number]

const filtered = <
  Q extends { where(column: 'mail.state' | 'mail.device_id' | 'mail.import_id', is: '=', value: string): Q },
>(
  rows: Q,
  { state, device, import: importId }: MailQuery,
): Q => {
  let narrowed = rows
  if (state) narrowed = narrowed.where('mail.state', '=', state)
  if (device) narrowed = narrowed.where('mail.device_id', '=', device)
  if (importId) narrowed = narrowed.where('mail.import_id', '=', importId)
  return narrowed
}

function mailOf(row: Row, configured: boolean): Mail {
  const { device_id, identifier, attempts } = row
  const isRetry = row.state === 'waiting' && attempts > 0
  return {
    id: row.id,
    kind: row.kind,
    channel: row.channel,
    recipient: row.recipient,
    device: device_id !== null && identifier !== null ? { id: device_id, identifier } : null,
    importId: row.import_id,
    requestId: row.request_id,
    state: row.state,
    waitsFor: row.state !== 'waiting' ? null : !configured ? 'mail-server' : isRetry ? 'retry' : 'turn',
    attempts,
    triedAt: row.tried_at,
    nextTryAt: isRetry ? row.next_try_at : null,
    answer: row.answer,
    requestedBy: row.requested_by,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  } as Mail
}
