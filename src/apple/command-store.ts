import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { buildCommand, type Command } from '../protocol/mdm/command.ts'
import { requestPush } from '../push/push-store.ts'

/** Puts commands at the end of the queue, and has the device told of them. The caller holds the enrollment's row. */
export async function queueCommands(
  trx: Trx,
  enrollmentId: string,
  commands: readonly Command[],
): Promise<void> {
  for (const command of commands) {
    const id = uuidv7()
    await sql`
      insert into command (id, enrollment_id, position, request_type, payload)
      select ${id}, ${enrollmentId}, coalesce(max(position), 0) + 1, ${command.RequestType}, ${Buffer.from(buildCommand(id, command))}
      from command where enrollment_id = ${enrollmentId}`.execute(trx)
  }
  if (commands.length > 0) await requestPush(trx, [enrollmentId])
}

export type CommandState = 'queued' | 'sent' | 'not-now' | 'acknowledged' | 'error' | 'dropped'
export type QueuedCommand = { id: string; requestType: string; state: CommandState; payload: Buffer }

const columns = ['id', 'request_type as requestType', 'state', 'payload'] as const

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

export type CommandResult = { state: CommandState; result: Buffer; error: unknown; now: Date }

export async function setResult(
  trx: Trx,
  id: string,
  { state, result, error, now }: CommandResult,
): Promise<void> {
  await trx
    .updateTable('command')
    .set({ state, result, error: error === undefined ? null : JSON.stringify(error), answered_at: now })
    .where('id', '=', id)
    .execute()
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

/**
 * Takes the next command and marks it as sent. The one in flight stays at the head until its answer comes. Once refused
 * with NotNow a command waits for the next conversation: `afterNotNow` passes over them all (apple-mdm.md 5.1).
 * `DeviceConfigured` overtakes nothing, since what comes before it must be done before the person sees the device.
 */
export async function takeNext(
  trx: Trx,
  enrollmentId: string,
  { afterNotNow, now }: { afterNotNow: boolean; now: Date },
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ payload: Buffer }>`
    update command set state = 'sent', sent_at = ${now}
    where id = (
      select id from command c
      where enrollment_id = ${enrollmentId} and state in ('queued', 'sent', 'not-now')
        and not (${afterNotNow} and state = 'not-now')
        and not (request_type = 'DeviceConfigured' and exists (
          select from command b where b.enrollment_id = c.enrollment_id and b.position < c.position
            and b.state in ('queued', 'sent', 'not-now')))
      order by state = 'sent' desc, position limit 1)
    returning payload`.execute(trx)
  return rows[0]?.payload
}
