import { sql } from 'kysely'
import type { AndroidCommand, AndroidState } from '../../contract/android-command.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { hashToken } from '../../platform/secrets/password.ts'

/** Whoever has a device token, and the device it acts for. */
export type Agent = { registrationId: string; deviceId: string }

/** One indexed query, by the hash of the token. */
export async function findAgent(db: Db, token: string): Promise<Agent | undefined> {
  const row = await db
    .selectFrom('android_registration as r')
    .innerJoin('device as d', 'd.id', 'r.device_id')
    .select(['r.id as registrationId', 'r.device_id as deviceId'])
    .where('r.token_hash', '=', hashToken(token))
    .where('r.state', '=', 'active')
    .where('d.status', '=', 'enrolled')
    .executeTakeFirst()
  return row
}

/** Remembers that the agent was heard; a minute is exact enough. */
export async function touchRegistration(db: Db, id: string, now: Date): Promise<void> {
  await sql`
    update android_registration set last_seen_at = ${now}
    where id = ${id} and (last_seen_at is null or last_seen_at < ${now}::timestamptz - interval '1 minute')`.execute(
    db,
  )
}

export async function mergeReported(trx: Trx, id: string, facts: object, now: Date): Promise<void> {
  await sql`
    update android_registration set reported = reported || ${JSON.stringify(facts)}::jsonb, last_seen_at = ${now}
    where id = ${id}`.execute(trx)
}

export type OpenCommand = { id: string; kind: string; payload: { text?: string } }

/** What is to be done, in its order, also what was handed out and not answered. */
export async function listOpenCommands(db: Db, registrationId: string): Promise<OpenCommand[]> {
  const { rows } = await sql<OpenCommand>`
    select id, kind, payload from android_command
    where registration_id = ${registrationId} and state in ('queued', 'sent') order by id limit 50`.execute(
    db,
  )
  return rows
}

export async function setSent(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('android_command')
    .set({ state: 'sent', sent_at: now })
    .where('id', 'in', [...ids])
    .where('state', '=', 'queued')
    .execute()
}

/** What was handed out and not answered yet. */
export async function listSentCommands(db: Db, registrationId: string): Promise<OpenCommand[]> {
  const { rows } = await sql<OpenCommand>`
    select id, kind, payload from android_command
    where registration_id = ${registrationId} and state = 'sent' order by id limit 50`.execute(db)
  return rows
}

/** The latest message that an admin has sent since then, also when it has arrived. */
export async function findLastMessage(
  db: Db,
  registrationId: string,
  since: Date,
): Promise<string | undefined> {
  const { rows } = await sql<{ text: string }>`
    select payload->>'text' as text from android_command
    where registration_id = ${registrationId} and kind = 'message' and state in ('queued', 'sent', 'done') and created_at > ${since}
    order by id desc limit 1`.execute(db)
  return rows[0]?.text
}

/** Whether the agent with this token has confirmed that it erases its device, which ended its registration. */
export async function hasWiped(db: Db, token: string): Promise<boolean> {
  const row = await db
    .selectFrom('android_registration')
    .select('id')
    .where('token_hash', '=', hashToken(token))
    .where('end_reason', '=', 'wiped')
    .executeTakeFirst()
  return row !== undefined
}

export type CommandResult = { id: string; ok: boolean; message: string | null; now: Date }

/** Answers the kind of the command; undefined when it was answered before or is another agent's. */
export async function setResult(
  trx: Trx,
  registrationId: string,
  { id, ok, message, now }: CommandResult,
): Promise<string | undefined> {
  const row = await trx
    .updateTable('android_command')
    .set({ state: ok ? 'done' : 'failed', result: JSON.stringify({ message }), answered_at: now })
    .where('id', '=', id)
    .where('registration_id', '=', registrationId)
    .where('state', 'in', ['queued', 'sent'])
    .returning('kind')
    .executeTakeFirst()
  return row?.kind
}

export type NewCommand = {
  id: string
  registrationId: string
  kind: string
  payload: object
  requestedBy: string
  now: Date
}

export async function insertCommand(trx: Trx, o: NewCommand): Promise<void> {
  await trx
    .insertInto('android_command')
    .values({
      id: o.id,
      registration_id: o.registrationId,
      kind: o.kind,
      payload: JSON.stringify(o.payload),
      requested_by: o.requestedBy,
      created_at: o.now,
    })
    .execute()
}

/** The agent of a device, and what it was asked to do, newest first. */
export async function findAgentState(db: Db, deviceId: string): Promise<AndroidState> {
  const registration = await db
    .selectFrom('android_registration')
    .select([
      'id',
      'registered_at as registeredAt',
      'last_seen_at as lastSeenAt',
      'rule',
      'claimed',
      'reported',
    ])
    .where('device_id', '=', deviceId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  const { rows: commands } = await sql<AndroidCommand>`
    select c.id, c.kind, c.payload->>'text' as text, c.state, c.requested_by as "requestedBy",
      c.result->>'message' as message, c.created_at as "createdAt", c.sent_at as "sentAt", c.answered_at as "answeredAt"
    from android_command c join android_registration r on r.id = c.registration_id
    where r.device_id = ${deviceId} order by c.id desc limit 100`.execute(db)
  if (!registration) return { registration: null, commands }
  const { id: _, claimed, reported, ...rest } = registration
  const { nonce: __, ...told } = claimed as Record<string, unknown>
  return { registration: { ...rest, claimed: told, reported: reported as Record<string, unknown> }, commands }
}
