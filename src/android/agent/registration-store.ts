import type { ClaimedIdentifiers } from '../../contract/arrival.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { tokenState } from '../bulk/bulk-token.ts'

export type ActiveRegistration = { id: string; claimed: ClaimedIdentifiers & { nonce?: string | null } }

export async function lockRegistration(trx: Trx, deviceId: string): Promise<ActiveRegistration | undefined> {
  const row = await trx
    .selectFrom('android_registration')
    .select(['id', 'claimed'])
    .where('device_id', '=', deviceId)
    .where('state', '=', 'active')
    .forUpdate()
    .executeTakeFirst()
  return row
}

export type NewRegistration = {
  id: string
  deviceId: string
  tokenHash: Buffer
  rule: string
  claimed: object
  now: Date
}

/** It is not heard of before it uses its token: the answer may get lost. */
export async function insertRegistration(trx: Trx, o: NewRegistration): Promise<void> {
  await trx
    .insertInto('android_registration')
    .values({
      id: o.id,
      device_id: o.deviceId,
      token_hash: o.tokenHash,
      state: 'active',
      rule: o.rule,
      claimed: JSON.stringify(o.claimed),
      registered_at: o.now,
    })
    .execute()
}

/** The answer to a repeated request: the token before was never received, or is not used any more. */
export async function renewToken(trx: Trx, id: string, tokenHash: Buffer, now: Date): Promise<void> {
  await trx
    .updateTable('android_registration')
    .set({ token_hash: tokenHash, last_seen_at: now })
    .where('id', '=', id)
    .execute()
}

/** What an agent was told and has not done is dropped with its registration. */
export async function endRegistration(
  trx: Trx,
  id: string,
  { reason, now }: { reason: string; now: Date },
): Promise<void> {
  await closeRegistration(trx, id, reason, now)
  await dropCommands(trx, id, now)
}

/**
 * The same phone enrolls again, erased perhaps. What waits for it goes with it, or a thief would be rid of a lock by a reset; of what it
 * had been told only what does no harm twice.
 */
export async function replaceRegistration(trx: Trx, before: string, next: NewRegistration): Promise<void> {
  await closeRegistration(trx, before, 'registered-again', next.now)
  await insertRegistration(trx, next)
  await trx
    .updateTable('android_command')
    .set({ registration_id: next.id, state: 'queued', sent_at: null })
    .where('registration_id', '=', before)
    .where((is) =>
      is.or([
        is('state', '=', 'queued'),
        is.and([is('state', '=', 'sent'), is('kind', 'in', ['lock', 'message'])]),
      ]),
    )
    .execute()
  await dropCommands(trx, before, next.now)
}

async function closeRegistration(trx: Trx, id: string, reason: string, now: Date): Promise<void> {
  await trx
    .updateTable('android_registration')
    .set({ state: 'ended', ended_at: now, end_reason: reason })
    .where('id', '=', id)
    .execute()
}

async function dropCommands(trx: Trx, registrationId: string, now: Date): Promise<void> {
  await trx
    .updateTable('android_command')
    .set({ state: 'dropped', answered_at: now })
    .where('registration_id', '=', registrationId)
    .where('state', 'in', ['queued', 'sent'])
    .execute()
}

export type FoundToken = { state: 'valid' | 'expired' | 'wrong'; bulkId: string | null }

/** By its hash, so that how long it takes says nothing about how much of a token was right. */
export async function findToken(db: Db, tokenHash: Buffer, now: Date): Promise<FoundToken> {
  const row = await db
    .selectFrom('bulk_enrollment')
    .select(['id', 'token_expires_at as expiresAt'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  if (!row) return { state: 'wrong', bulkId: null }
  return tokenState(row.expiresAt, now) === 'valid'
    ? { state: 'valid', bulkId: row.id }
    : { state: 'expired', bulkId: null }
}
