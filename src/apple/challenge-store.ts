import { createHash, randomBytes } from 'node:crypto'
import type { Trx } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { Binding } from './identity-certificate.ts'

const lifetimeMs = 3600_000

export type NewChallenge = { deviceId: string; arrivalId: string; binding: Binding; now: Date }

/** A secret that is good for one certificate, for this device, within an hour. Only its hash is stored. */
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
      ...o.binding,
      expires_at: new Date(o.now.getTime() + lifetimeMs),
    })
    .execute()
  return { id, secret }
}

export type Challenge = {
  id: string
  deviceId: string
  binding: Binding
  expiresAt: string
  /** Set once it was used: for which key, and with which certificate. */
  used: { publicKeyHash: Buffer; certificateId: string } | undefined
}

/** Locks the challenge, so that repeated requests take turns. */
export async function lockChallenge(trx: Trx, secret: string): Promise<Challenge | undefined> {
  const row = await trx
    .selectFrom('scep_challenge')
    .selectAll()
    .where('secret_hash', '=', hashOf(secret))
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  const { public_key_hash: publicKeyHash, certificate_id: certificateId } = row
  return {
    id: row.id,
    deviceId: row.device_id,
    binding: { serial: row.serial, udid: row.udid },
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

const hashOf = (secret: string) => createHash('sha256').update(secret).digest()
