import { sql } from 'kysely'
import type { CommandFailure, DeviceCommand, DeviceCommandResult } from '../contract/command.ts'
import type { ListQuery, Page } from '../contract/common.ts'
import type { Db } from '../platform/db/database.ts'
import { decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import type { CommandError } from './answer-listener.ts'
import { actOf, reasonOf, wordsOf } from './command-words.ts'

type Row = {
  id: string
  requestType: string
  state: DeviceCommand['state']
  askedBy: string | null
  createdAt: string
  sentAt: string | null
  answeredAt: string | null
  notNowCount: number
  error: CommandError | null
  hasPin: boolean
  hasResult: boolean
}

/** A Mac that is to lock or erase itself: only these have a PIN, and keep what was sent. */
const columns = sql`
  c.id, c.request_type as "requestType", c.state, c.asked_by as "askedBy", c.created_at as "createdAt",
  c.sent_at as "sentAt", c.answered_at as "answeredAt", c.not_now_count as "notNowCount", c.error,
  c.request_type in ('DeviceLock', 'EraseDevice') and d.platform = 'macos' and c.payload_sealed is not null as "hasPin",
  c.result is not null as "hasResult"`
const tables = sql`command c join enrollment e on e.id = c.enrollment_id join device d on d.id = e.device_id`

/** What the device was asked for, newest first, through all its enrollments. */
export async function listCommands(
  db: Db,
  deviceId: string,
  { limit, cursor }: Pick<ListQuery, 'limit' | 'cursor'>,
): Promise<Page<DeviceCommand>> {
  const before = cursor ? sql`and c.id < ${decodeIdCursor(cursor).id}` : sql``
  const { rows } = await sql<Row>`
    select ${columns} from ${tables} where d.id = ${deviceId} ${before}
    order by c.id desc limit ${limit + 1}`.execute(db)
  const counted = await sql<{ total: number }>`
    select count(*)::integer as total from ${tables} where d.id = ${deviceId}`.execute(db)
  const found = pageOf(rows, limit, ({ id }) => ({ key: null, id }), shown)
  return { ...found, total: counted.rows[0]?.total ?? 0 }
}

export async function listWaiting(db: Db, enrollmentId: string, key: string): Promise<DeviceCommand[]> {
  const { rows } = await sql<Row>`
    select ${columns} from ${tables}
    where c.enrollment_id = ${enrollmentId} and c.key = ${key} and c.state in ('queued', 'not-now')
    order by c.position`.execute(db)
  return rows.map(shown)
}

export type FoundCommand = { command: DeviceCommandResult; sealed: Buffer | null; enrollmentId: string }

export async function findCommandOf(db: Db, deviceId: string, id: string): Promise<FoundCommand | undefined> {
  const { rows } = await sql<Row & { result: Buffer | null; sealed: Buffer | null; enrollmentId: string }>`
    select ${columns}, c.result, c.payload_sealed as sealed, c.enrollment_id as "enrollmentId"
    from ${tables} where d.id = ${deviceId} and c.id = ${id}`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { result, sealed, enrollmentId } = row
  return { command: { ...shown(row), result: result && result.toString('utf8') }, sealed, enrollmentId }
}

const shown = (row: Row): DeviceCommand => ({
  id: row.id,
  requestType: row.requestType,
  act: actOf(row.requestType),
  state: row.state,
  askedBy: row.askedBy,
  createdAt: row.createdAt,
  sentAt: row.sentAt,
  answeredAt: row.answeredAt,
  notNowCount: row.notNowCount,
  error: row.error && failureOf(row.error),
  holdsPin: row.hasPin,
  hasResult: row.hasResult,
})

const failureOf = (error: CommandError): CommandFailure => ({
  text: reasonOf(error),
  chain:
    'unreadable' in error
      ? []
      : error.chain.map((reason) => ({
          code: reason.code,
          domain: reason.ErrorDomain ?? null,
          text: wordsOf(reason) ?? null,
        })),
})
