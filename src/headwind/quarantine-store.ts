import { sql } from 'kysely'
import type { Db } from '../platform/db/database.ts'
import { hashToken } from '../platform/secrets/password.ts'
import { uuidv7 } from '../platform/uuid.ts'

/**
 * An agent whose one number does not tell enough yet: a serial number, or an IMEI that the phone which is enrolled has, too. `named`:
 * that number. `told`: it knows that it was refused.
 */
export type Quarantined = {
  id: string
  tokenHash: Buffer
  named: string
  state: 'waiting' | 'refused' | 'told'
  decidedAt: string | null
}

/** An agent that waits longer starts again. */
const keptFor = sql`interval '2 days'`

export async function insertQuarantined(
  db: Db,
  o: { number: string; tokenHash: Buffer; named: string; address: string; now: Date },
): Promise<void> {
  await sql`delete from headwind_quarantine where created_at < ${o.now}::timestamptz - ${keptFor}`.execute(db)
  await db
    .insertInto('headwind_quarantine')
    .values({
      id: uuidv7(),
      number_hash: hashToken(o.number),
      token_hash: o.tokenHash,
      serial: o.named,
      address: o.address,
      created_at: o.now,
    })
    .execute()
}

export async function findQuarantined(db: Db, number: string): Promise<Quarantined | undefined> {
  const row = await db
    .selectFrom('headwind_quarantine')
    .select(['id', 'token_hash as tokenHash', 'serial as named', 'state', 'decided_at as decidedAt'])
    .where('number_hash', '=', hashToken(number))
    .executeTakeFirst()
  return row as Quarantined | undefined
}

export async function setQuarantined(
  db: Db,
  id: string,
  { state, decidedAt }: { state: Quarantined['state']; decidedAt?: Date },
): Promise<void> {
  await db
    .updateTable('headwind_quarantine')
    .set({ state, ...(decidedAt ? { decided_at: decidedAt } : {}) })
    .where('id', '=', id)
    .execute()
}

export async function deleteQuarantined(db: Db, id: string): Promise<void> {
  await db.deleteFrom('headwind_quarantine').where('id', '=', id).execute()
}
