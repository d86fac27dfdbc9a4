import { dropOpen } from '../commands/command-store.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'

export type NewEnrollment = {
  deviceId: string
  certificateId: string
  udid: string
  topic: string
  /** What the device said of itself in Authenticate. */
  reported: Record<string, string>
}

/** Authenticate came twice: the facts are renewed, an active enrollment stays active. */
export async function stageEnrollment(trx: Trx, o: NewEnrollment, now: Date): Promise<void> {
  const reported = JSON.stringify(o.reported)
  await trx
    .insertInto('enrollment')
    .values({
      id: uuidv7(),
      device_id: o.deviceId,
      certificate_id: o.certificateId,
      udid: o.udid,
      state: 'staged',
      topic: o.topic,
      reported,
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .column('certificate_id')
        .where('state', '<>', 'ended')
        .doUpdateSet((eb) => ({
          reported,
          created_at: eb
            .case()
            .when('enrollment.state', '=', 'staged')
            .then(now.toISOString())
            .else(eb.ref('enrollment.created_at'))
            .end(),
        })),
    )
    .execute()
}

/** Staged rows whose TokenUpdate never came. */
export async function deleteStaleStaged(trx: Trx, deviceId: string, before: Date): Promise<void> {
  await trx
    .deleteFrom('enrollment')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'staged')
    .where('created_at', '<', before.toISOString())
    .execute()
}

export type Enrollment = {
  id: string
  deviceId: string
  certificateId: string
  udid: string
  topic: string
  state: 'staged' | 'active' | 'ended'
  awaitingConfiguration: boolean
  createdAt: string
  reported: Record<string, string>
}

const columns = [
  'id',
  'device_id as deviceId',
  'certificate_id as certificateId',
  'udid',
  'topic',
  'state',
  'awaiting_configuration as awaitingConfiguration',
  'created_at as createdAt',
  'reported',
] as const

/** Messages of one enrollment take turns. */
export async function lockEnrollment(trx: Trx, id: string): Promise<Enrollment | undefined> {
  const row = await trx
    .selectFrom('enrollment')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row as Enrollment | undefined
}

export async function isActive(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('enrollment').select('state').where('id', '=', id).executeTakeFirst()
  return row?.state === 'active'
}

/** The enrollment goes on with another certificate of the same device. */
export async function setCertificate(trx: Trx, id: string, certificateId: string): Promise<void> {
  await trx.updateTable('enrollment').set({ certificate_id: certificateId }).where('id', '=', id).execute()
}

/** Other live enrollments of the same device: by its record, or by its UDID under an older record. */
export async function lockOthers(trx: Trx, { id, deviceId, udid }: Enrollment): Promise<Enrollment[]> {
  const rows = await trx
    .selectFrom('enrollment')
    .select(columns)
    .where('state', '=', 'active')
    .where('id', '<>', id)
    .where((eb) => eb.or([eb('device_id', '=', deviceId), eb('udid', '=', udid)]))
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows as Enrollment[]
}

export type Tokens = {
  push_token_sealed: Buffer
  push_magic_sealed: Buffer
  /** Apple's word on an earlier token says nothing about this one. */
  push_token_retired_at: null
  /** Left out when the device sent none: an earlier one stays good. */
  unlock_token_sealed?: Buffer
  unlock_token_at?: Date
  awaiting_configuration?: boolean
}

export async function setTokens(trx: Trx, id: string, tokens: Tokens): Promise<void> {
  await trx.updateTable('enrollment').set(tokens).where('id', '=', id).execute()
}

export async function activate(trx: Trx, id: string, now: Date): Promise<void> {
  await trx
    .updateTable('enrollment')
    .set({ state: 'active', enrolled_at: now, last_seen_at: now })
    .where('id', '=', id)
    .execute()
}

export async function setEnded(trx: Trx, id: string, end: { reason: string; now: Date }): Promise<void> {
  await trx
    .updateTable('enrollment')
    .set({ state: 'ended', ended_at: end.now, end_reason: end.reason })
    .where('id', '=', id)
    .execute()
  await dropOpen(trx, id, end.now)
}

export async function setSeen(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('enrollment').set({ last_seen_at: now }).where('id', '=', id).execute()
}

export async function setReported(trx: Trx, id: string, reported: Record<string, string>): Promise<void> {
  await trx
    .updateTable('enrollment')
    .set({ reported: JSON.stringify(reported) })
    .where('id', '=', id)
    .execute()
}

export async function setConfigured(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('enrollment').set({ awaiting_configuration: false }).where('id', '=', id).execute()
}

export async function setBootstrapToken(
  trx: Trx,
  id: string,
  { sealed, now }: { sealed: Buffer | null; now: Date },
): Promise<void> {
  await trx
    .updateTable('enrollment')
    .set({ bootstrap_token_sealed: sealed, bootstrap_token_at: sealed && now })
    .where('id', '=', id)
    .execute()
}

export async function findBootstrapToken(db: Db, id: string): Promise<Buffer | null> {
  const row = await db
    .selectFrom('enrollment')
    .select('bootstrap_token_sealed as sealed')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.sealed ?? null
}
