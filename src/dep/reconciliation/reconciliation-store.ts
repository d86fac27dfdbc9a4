import { sql, type Selectable, type UpdateObject } from 'kysely'
import type { DepReconciliation } from '../../contract/dep-reconciliation.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'

export type ReconciliationRow = Selectable<Tables['dep_reconciliation']>
type Kinds = Record<string, { mended: number; open: number; decided: number }>

export const reconciliationOf = (row: ReconciliationRow): DepReconciliation => ({
  id: row.id,
  accountId: row.account_id,
  cause: row.cause as DepReconciliation['cause'],
  requestedBy: row.requested_by,
  state: row.state as DepReconciliation['state'],
  phase: row.state === 'running' ? (row.phase as DepReconciliation['phase']) : null,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  expected: row.expected,
  pages: row.pages,
  listed: row.listed,
  mended: row.mended,
  open: row.open,
  kinds: Object.entries(row.kinds as Kinds).map(([kind, counts]) => ({
    kind: kind as DepReconciliation['kinds'][number]['kind'],
    ...counts,
  })),
  error: row.error,
})

const all = (db: Db) => db.selectFrom('dep_reconciliation').selectAll()

export const findReconciliation = (db: Db, id: string): Promise<ReconciliationRow | undefined> =>
  all(db).where('id', '=', id).executeTakeFirst()

export const findRunning = (db: Db, accountId: string): Promise<ReconciliationRow | undefined> =>
  all(db)
    .where('account_id', '=', accountId)
    .where('state', '=', 'running')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Newest first. */
export const listReconciliations = (db: Db, accountId: string, limit: number): Promise<ReconciliationRow[]> =>
  all(db).where('account_id', '=', accountId).orderBy('id', 'desc').limit(limit).execute()

/** The newest of each account, or the newest that came to its end. */
export async function listLast(db: Db, state?: 'done'): Promise<Map<string, ReconciliationRow>> {
  let query = all(db).distinctOn('account_id').orderBy('account_id').orderBy('id', 'desc')
  if (state) query = query.where('state', '=', state)
  return new Map((await query.execute()).map((row) => [row.account_id, row]))
}

export type NewReconciliation = {
  id: string
  accountId: string
  cause: DepReconciliation['cause']
  requestedBy: string
}

export async function insertReconciliation(trx: Trx, wish: NewReconciliation): Promise<void> {
  const { id, accountId, cause, requestedBy } = wish
  await trx
    .insertInto('dep_reconciliation')
    .values({ id, account_id: accountId, cause, requested_by: requestedBy, state: 'running' })
    .execute()
}

export async function updateReconciliation(
  db: Db,
  id: string,
  change: UpdateObject<Tables, 'dep_reconciliation'>,
): Promise<ReconciliationRow> {
  return db
    .updateTable('dep_reconciliation')
    .set(change)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export const interrupted =
  'It was interrupted when its server stopped. What it had mended stays mended; the next one compares everything anew.'

/** One whose server died is ended by the next one. */
export async function endOthers(db: Db, accountId: string, exceptId: string | null): Promise<void> {
  let query = db
    .updateTable('dep_reconciliation')
    .set({ state: 'failed', ended_at: sql<string>`now()`, error: interrupted })
    .where('account_id', '=', accountId)
    .where('state', '=', 'running')
  if (exceptId) query = query.where('id', '<>', exceptId)
  await query.execute()
}

const keptDays = 90

/** What is settled is kept for a while; what is open, or was left as it is, stays. */
export async function forgetOldReconciliations(db: Db): Promise<void> {
  const old = sql<string>`now() - make_interval(days => ${keptDays})`
  await db.deleteFrom('dep_difference').where('closed_at', '<', old).execute()
  await db
    .deleteFrom('dep_reconciliation')
    .where('started_at', '<', old)
    .where('state', '<>', 'running')
    .execute()
}
