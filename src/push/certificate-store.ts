import { sql } from 'kysely'
import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { uuidv7 } from '../platform/uuid.ts'

export type CertificateRow = {
  id: string
  certificate_pem: string | null
  private_key_sealed: Buffer | null
  topic: string | null
  expires_at: string | null
  request_pem: string | null
  request_key_sealed: Buffer | null
  request_made_at: string | null
  refused_at: string | null
  refused_reason: string | null
  revision: number
}

export const findCertificate = (db: Db): Promise<CertificateRow | undefined> =>
  db.selectFrom('push_certificate').selectAll().executeTakeFirst()

/** Makes the one row when it is not there yet; changes of it take turns. */
export async function lockCertificate(trx: Trx): Promise<CertificateRow> {
  await trx
    .insertInto('push_certificate')
    .values({ id: uuidv7() })
    .onConflict((conflict) => conflict.column('one').doNothing())
    .execute()
  return trx.selectFrom('push_certificate').selectAll().forUpdate().executeTakeFirstOrThrow()
}

type KeyColumn = 'private_key_sealed' | 'request_key_sealed'

const keyPlace = (column: KeyColumn, id: string) => `push_certificate.${column}:${id}`

export const sealKey = (secrets: Secrets, column: KeyColumn, id: string, key: KeyObject): Buffer =>
  secrets.seal(keyPlace(column, id), key.export({ type: 'pkcs8', format: 'pem' }))

export function openKey(secrets: Secrets, column: KeyColumn, row: CertificateRow): KeyObject | undefined {
  const sealed = row[column]
  return sealed ? createPrivateKey(secrets.openText(keyPlace(column, row.id), sealed)) : undefined
}

export async function setRequest(
  trx: Trx,
  { id, csr, keySealed, now }: { id: string; csr: string; keySealed: Buffer; now: Date },
): Promise<void> {
  await trx
    .updateTable('push_certificate')
    .set({ request_pem: csr, request_key_sealed: keySealed, request_made_at: now, updated_at: now })
    .where('id', '=', id)
    .execute()
}

type NewCertificate = { id: string; pem: string; keySealed: Buffer; topic: string; expiresAt: Date }

/** The request has done its work then. */
export async function setCertificate(trx: Trx, certificate: NewCertificate, now: Date): Promise<void> {
  const { id, pem, keySealed, topic, expiresAt } = certificate
  await trx
    .updateTable('push_certificate')
    .set({
      certificate_pem: pem,
      private_key_sealed: keySealed,
      topic,
      expires_at: expiresAt,
      request_pem: null,
      request_key_sealed: null,
      request_made_at: null,
      refused_at: null,
      refused_reason: null,
      revision: sql`revision + 1`,
      updated_at: now,
    })
    .where('id', '=', id)
    .execute()
}

/** Says whether this was news. A refusal of an earlier certificate says nothing about the one that is here now. */
export async function setRefused(
  db: Db,
  { revision, reason, now }: { revision: number; reason: string; now: Date },
): Promise<boolean> {
  const rows = await db
    .with('before', (qb) => qb.selectFrom('push_certificate').select(['id', 'refused_at']))
    .updateTable('push_certificate as c')
    .from('before')
    .set({ refused_at: now, refused_reason: reason })
    .whereRef('before.id', '=', 'c.id')
    .where('c.revision', '=', revision)
    .returning('before.refused_at as before')
    .execute()
  return rows.some(({ before }) => before === null)
}

/** Apple has taken a push after all. */
export async function clearRefused(db: Db, revision: number): Promise<void> {
  await db
    .updateTable('push_certificate')
    .set({ refused_at: null, refused_reason: null })
    .where('revision', '=', revision)
    .where('refused_at', 'is not', null)
    .execute()
}

/** The topic that new enrollments get; undefined without a certificate. */
export async function findCertificateTopic(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('push_certificate').select('topic').executeTakeFirst()
  return row?.topic ?? undefined
}
