import { sql } from 'kysely'
import type { CommandState } from '../contract/command.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { holdsPin } from './command-rules.ts'

export const payloadPlace = (id: string): string => `command.payload_sealed:${id}`

export const open = ['queued', 'sent', 'not-now'] as const

export type NewCommand = {
  id: string
  requestType: string
  urgency: number
  payload: Buffer
}

export type Whose = { enrollmentId: string; key: string | null; askedBy: string | null; told: boolean }

/** Puts commands at the end of the queue, in their order. The caller holds the enrollment's row. */
export async function insertCommands(
  trx: Trx,
  { enrollmentId, key, askedBy, told }: Whose,
  commands: readonly NewCommand[],
): Promise<void> {
  await sql`
    insert into command (id, enrollment_id, position, request_type, urgency, payload_sealed, key, asked_by, told)
    select c.id, ${enrollmentId}, c.n + coalesce((select max(position) from command where enrollment_id = ${enrollmentId}), 0),
      c.request_type, c.urgency, c.payload, ${key}, ${askedBy}, ${told}
    from unnest(${commands.map(({ id }) => id)}::uuid[], ${commands.map((c) => c.requestType)}::text[],
        ${commands.map(({ urgency }) => urgency)}::smallint[], ${commands.map(({ payload }) => payload)}::bytea[])
      with ordinality as c (id, request_type, urgency, payload, n)`.execute(trx)
}

export type QueuedCommand = {
  id: string
  requestType: string
  state: CommandState
  key: string | null
  askedBy: string | null
  told: boolean
  notNowCount: number
}

const columns = [
  'id',
  'request_type as requestType',
  'state',
  'key',
  'asked_by as askedBy',
  'told',
  'not_now_count as notNowCount',
] as const

export async function findCommand(
  trx: Trx,
  enrollmentId: string,
  id: string,
): Promise<QueuedCommand | undefined> {
  const row = await trx
    .selectFrom('command')
    .select(columns)
    .where('enrollment_id', '=', enrollmentId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row as QueuedCommand | undefined
}

export async function findSent(trx: Trx, enrollmentId: string): Promise<QueuedCommand | undefined> {
  const row = await trx
    .selectFrom('command')
    .select(columns)
    .where('enrollment_id', '=', enrollmentId)
    .where('state', '=', 'sent')
    .executeTakeFirst()
  return row as QueuedCommand | undefined
}

export type CommandResult = { state: CommandState; result: Buffer; error: unknown; now: Date }

/** What was to be sent is forgotten with its secrets, unless it is to be sent again. */
export async function setResult(
  trx: Trx,
  { id, requestType }: Pick<QueuedCommand, 'id' | 'requestType'>,
  { state, result, error, now }: CommandResult,
): Promise<void> {
  const notNow = state === 'not-now'
  await trx
    .updateTable('command')
    .set((eb) => ({
      state,
      result,
      error: error === undefined ? null : JSON.stringify(error),
      answered_at: now,
      ...(notNow ? { not_now_count: eb('not_now_count', '+', 1) } : forgotten(requestType)),
    }))
    .where('id', '=', id)
    .execute()
}

const forgotten = (requestType: string) =>
  holdsPin(requestType) ? {} : { payload: null, payload_sealed: null }

/** Takes commands that wait out of the queue; one that was sent cannot be taken back. Gives those that it took. */
export async function endWaiting(
  trx: Trx,
  which: { enrollmentId: string; key?: string; id?: string },
  { state, now }: { state: 'cancelled' | 'replaced'; now: Date },
): Promise<QueuedCommand[]> {
  let query = trx
    .updateTable('command')
    .set({ state, answered_at: now, payload: null, payload_sealed: null })
    .where('enrollment_id', '=', which.enrollmentId)
    .where('state', 'in', ['queued', 'not-now'])
  if (which.key !== undefined) query = query.where('key', '=', which.key)
  if (which.id !== undefined) query = query.where('id', '=', which.id)
  return (await query.returning(columns).execute()) as QueuedCommand[]
}

/** The enrollment has ended: nothing is sent any more. A PIN may have reached its Mac without an answer, and is kept. */
export async function dropOpen(trx: Trx, enrollmentId: string, now: Date): Promise<void> {
  await sql`
    update command set state = 'dropped', answered_at = ${now}, payload = null,
      payload_sealed = case when request_type in ('DeviceLock', 'EraseDevice') and state <> 'queued' then payload_sealed end
    where enrollment_id = ${enrollmentId} and state in ('queued', 'sent', 'not-now')`.execute(trx)
}

export async function isWaiting(trx: Trx, enrollmentId: string, key: string): Promise<boolean> {
  const row = await trx
    .selectFrom('command')
    .select('id')
    .where('enrollment_id', '=', enrollmentId)
    .where('key', '=', key)
    .where('state', 'in', ['queued', 'not-now'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Takes the next command and marks it as sent. The one in flight stays at the head until its answer comes. Once refused
 * with NotNow a command waits for the next conversation: `afterNotNow` passes over them all (apple-mdm.md 5.1).
 * `DeviceConfigured` overtakes nothing, since what comes before it must be done before the person sees the device.
 */
export async function takeNext(
  trx: Trx,
  secrets: Secrets,
  { enrollmentId, afterNotNow, now }: { enrollmentId: string; afterNotNow: boolean; now: Date },
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ id: string; payload: Buffer | null; sealed: Buffer | null }>`
    update command set state = 'sent', sent_at = ${now}
    where id = coalesce(
      (select id from command where enrollment_id = ${enrollmentId} and state = 'sent'),
      (select id from command c
        where enrollment_id = ${enrollmentId} and state in ('queued', 'sent', 'not-now')
          and not (${afterNotNow} and state = 'not-now')
          and not (request_type = 'DeviceConfigured' and exists (
            select from command b where b.enrollment_id = c.enrollment_id and b.position < c.position
              and b.state in ('queued', 'sent', 'not-now')))
        order by urgency, position limit 1))
    returning id, payload, payload_sealed as sealed`.execute(trx)
  const [next] = rows
  if (!next) return undefined
  return next.sealed ? secrets.open(payloadPlace(next.id), next.sealed) : (next.payload ?? undefined)
}

/** The enrollment that goes on, locked; the caller holds the device's row. */
export async function lockActiveEnrollment(trx: Trx, deviceId: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('enrollment')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'active')
    .forUpdate()
    .executeTakeFirst()
  return row?.id
}

export async function findActiveEnrollment(db: Db, deviceId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('enrollment')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row?.id
}

export async function findUnlockToken(
  db: Db,
  secrets: Secrets,
  enrollmentId: string,
): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('enrollment')
    .select('unlock_token_sealed as sealed')
    .where('id', '=', enrollmentId)
    .executeTakeFirst()
  return row?.sealed ? secrets.open(`enrollment.unlock_token_sealed:${enrollmentId}`, row.sealed) : undefined
}
