import { sql, type Selectable, type UpdateObject } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { DepSync } from '../contract/dep.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import type { Tables } from '../platform/db/tables.ts'

type SyncRow = Selectable<Tables['dep_sync']>

const syncOf = (row: SyncRow): DepSync => ({
  id: row.id,
  mode: row.mode as DepSync['mode'],
  state: row.state as DepSync['state'],
  startedAt: row.started_at,
  endedAt: row.ended_at,
  pages: row.pages,
  received: row.received,
  added: row.added,
  changed: row.changed,
  removed: row.removed,
  error: row.error,
  begunAt: row.begun_at,
})

export async function findSync(db: Db, id: string): Promise<DepSync | undefined> {
  const row = await db.selectFrom('dep_sync').selectAll().where('id', '=', id).executeTakeFirst()
  return row && syncOf(row)
}

export async function findRunningSync(db: Db, accountId: string): Promise<DepSync | undefined> {
  const row = await db
    .selectFrom('dep_sync')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('state', '=', 'running')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && syncOf(row)
}

/** The newest sync of each account. */
export async function listLastSyncs(db: Db, accountIds: string[]): Promise<Map<string, DepSync>> {
  if (accountIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('dep_sync')
    .selectAll()
    .distinctOn('account_id')
    .where('account_id', 'in', accountIds)
    .orderBy('account_id')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.account_id, syncOf(row)]))
}

type SyncPage = { limit: number; cursor?: string | undefined }

/** Newest first. */
export async function listSyncs(
  db: Db,
  accountId: string,
  { limit, cursor }: SyncPage,
): Promise<Page<DepSync>> {
  const all = db.selectFrom('dep_sync').where('account_id', '=', accountId)
  const { total } = await all.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  let query = all
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor) query = query.where('id', '<', decodeIdCursor(cursor).id)
  return { ...pageOf(await query.execute(), limit, ({ id }) => ({ key: null, id }), syncOf), total }
}

export async function insertSync(
  trx: Trx,
  sync: { id: string; accountId: string; mode: DepSync['mode'] },
): Promise<void> {
  const { id, accountId, mode } = sync
  await trx.insertInto('dep_sync').values({ id, account_id: accountId, mode, state: 'running' }).execute()
}

export async function updateSync(
  db: Db,
  id: string,
  change: UpdateObject<Tables, 'dep_sync'>,
): Promise<void> {
  await db.updateTable('dep_sync').set(change).where('id', '=', id).execute()
}

/** A sync whose server died is ended by the next one. */
export async function endOtherSyncs(db: Db, accountId: string, exceptId: string | null): Promise<void> {
  const error = 'It was interrupted; the next sync went on from where it was.'
  let query = db
    .updateTable('dep_sync')
    .set({ state: 'failed', ended_at: sql<string>`now()`, error })
    .where('account_id', '=', accountId)
    .where('state', '=', 'running')
  if (exceptId) query = query.where('id', '<>', exceptId)
  await query.execute()
}

export type SyncCounts = { received: number; added: number; changed: number; removed: number }

export async function addToSync(trx: Trx, id: string, counts: SyncCounts): Promise<DepSync> {
  const row = await trx
    .updateTable('dep_sync')
    .set((eb) => ({
      pages: eb('pages', '+', 1),
      received: eb('received', '+', counts.received),
      added: eb('added', '+', counts.added),
      changed: eb('changed', '+', counts.changed),
      removed: eb('removed', '+', counts.removed),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return syncOf(row)
}
