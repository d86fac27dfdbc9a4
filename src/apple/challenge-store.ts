import { createHash, randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Tables } from '../platform/db/tables.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { Binding } from './identity-certificate.ts'

const defaultLifetimeMs = 3600_000

export type NewChallenge = {
  deviceId: string
  /** The arrival that was admitted; none for a renewal. */
  arrivalId: string | null
  binding: Binding
  /** The certificate is to go on with this enrollment. */
  enrollmentId?: string
  /** An hour unless given. */
  lifetimeMs?: number
  now: Date
}

/** A secret that is good for one certificate, for this device, for a time. Only its hash is stored. */
export async function insertChallenge(trx: Trx, o: NewChallenge): Promise<{ id: string; secret: string }> {
  const id = uuidv7()
  const secret = randomBytes(32).toString('hex')
  await trx
    .insertInto('scep_challenge')
    .values({
      id,
      secret_hash: hashOf(secret),
      device_id: o.deviceId,
      arrival_id: o.arrivalId,
      enrollment_id: o.enrollmentId ?? null,
      ...o.binding,
      expires_at: new Date(o.now.getTime() + (o.lifetimeMs ?? defaultLifetimeMs)),
    })
    .execute()
  return { id, secret }
}

export type Challenge = {
  id: string
  deviceId: string
  binding: Binding
  /** The enrollment that the certificate is to go on with, of a renewal. */
  enrollmentId: string | null
  expiresAt: string
  /** Set once it was used: for which key, and with which certificate. */
  used: { publicKeyHash: Buffer; certificateId: string } | undefined
}

export async function findChallenge(db: Db, secret: string): Promise<Challenge | undefined> {
  const row = await bySecret(db, secret).executeTakeFirst()
  return row && challengeOf(row)
}

/** Locks the challenge, so that repeated requests take turns. */
export async function lockChallenge(trx: Trx, secret: string): Promise<Challenge | undefined> {
  const row = await bySecret(trx, secret).forUpdate().executeTakeFirst()
  return row && challengeOf(row)
}

const bySecret = (db: Db, secret: string) =>
  db.selectFrom('scep_challenge').selectAll().where('secret_hash', '=', hashOf(secret))

function challengeOf(row: Selectable<Tables['scep_challenge']>): Challenge {
  const { public_key_hash: publicKeyHash, certificate_id: certificateId } = row
  return {
    id: row.id,
    deviceId: row.device_id,
    binding: { serial: row.serial, udid: row.udid },
    enrollmentId: row.enrollment_id,
    expiresAt: row.expires_at,
    used: publicKeyHash && certificateId ? { publicKeyHash, certificateId } : undefined,
  }
}

export type ChallengeUse = { publicKeyHash: Buffer; certificateId: string; now: Date }

export async function setChallengeUsed(trx: Trx, id: string, use: ChallengeUse): Promise<void> {
  const { publicKeyHash, certificateId, now } = use
  await trx
    .updateTable('scep_challenge')
    .set({ used_at: now, public_key_hash: publicKeyHash, certificate_id: certificateId })
    .where('id', '=', id)
    .execute()
}

/** Forgets what nobody can use any more. */
export async function deleteExpiredChallenges(trx: Trx, now: Date): Promise<void> {
  await trx.deleteFrom('scep_challenge').where('expires_at', '<', now.toISOString()).execute()
}

/** Earlier attempts to renew are over when another begins, or when one has come through. */
export async function deleteRenewalChallenges(trx: Trx, enrollmentId: string): Promise<void> {
  await trx.deleteFrom('scep_challenge').where('enrollment_id', '=', enrollmentId).execute()
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest()
