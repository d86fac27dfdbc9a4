import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { BulkEnrollment, BulkEnrollmentQuery } from '../../contract/bulk-enrollment.ts'
import type { Page } from '../../contract/common.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { contains, decodeIdCursor, pageOf } from '../../platform/db/paging.ts'
import { tokenState } from './bulk-token.ts'

/** A bulk enrollment as it is stored: the token is sealed. */
export type BulkRecord = {
  bulk: Omit<BulkEnrollment, 'token'>
  tokenSealed: Buffer | null
}

type Row = Omit<BulkEnrollment, 'token' | 'tokenState' | 'type'> & { tokenSealed: Buffer | null }

const columns = sql`
  b.id, b.name, b.description, b.without_token as "withoutToken", b.token_sealed as "tokenSealed",
  b.token_expires_at as "tokenExpiresAt", b.attributes, b.default_attributes as "defaultAttributes",
  b.attributes_follow_list as "attributesFollowList", b.list_updated_at as "listUpdatedAt",
  b.created_at as "createdAt", b.updated_at as "updatedAt",
  (select u.user_name from app_user u where u.id = b.user_id) as "userName",
  (select count(*) from device d where d.bulk_enrollment_id = b.id) as "deviceCount",
  (select count(*) from device d where d.bulk_enrollment_id = b.id and d.status = 'enrolling') as "waitingCount"`

const toRecord = ({ tokenSealed, ...row }: Row, now: Date): BulkRecord => ({
  bulk: { ...row, type: 'Self Maintained', tokenState: tokenState(row.tokenExpiresAt, now) },
  tokenSealed,
})

export async function findBulk(db: Db, id: string, now: Date): Promise<BulkRecord | undefined> {
  const { rows } = await sql<Row>`select ${columns} from bulk_enrollment b where b.id = ${id}`.execute(db)
  return rows[0] && toRecord(rows[0], now)
}

/** Whoever changes a bulk enrollment or what belongs to it takes turns with others. */
export async function lockBulk(trx: Trx, id: string, now: Date): Promise<BulkRecord | undefined> {
  await sql`select 1 from bulk_enrollment where id = ${id} for update`.execute(trx)
  return findBulk(trx, id, now)
}

/** Newest first; `q` searches name and description, and is the short code of a code that was shown. */
export async function listBulk(
  db: Db,
  { limit, cursor, q }: BulkEnrollmentQuery,
  now: Date,
): Promise<Page<BulkRecord>> {
  const found = q
    ? sql<SqlBool>`(lower(b.name || ' ' || coalesce(b.description, '')) like ${contains(q)} or b.id in (
        select bulk_enrollment_id from bulk_enrollment_code where short_code = ${q.trim().toUpperCase()}))`
    : sql<SqlBool>`true`
  const after: RawBuilder<SqlBool> = cursor ? sql`b.id < ${decodeIdCursor(cursor).id}` : sql`true`
  const { rows } = await sql<Row>`
    select ${columns} from bulk_enrollment b where ${found} and ${after} order by b.id desc limit ${limit + 1}`.execute(
    db,
  )
  const total = await sql<{
    count: number
  }>`select count(*) as count from bulk_enrollment b where ${found}`.execute(db)
  return {
    ...pageOf(
      rows,
      limit,
      ({ id }) => ({ key: null, id }),
      (row) => toRecord(row, now),
    ),
    total: total.rows[0]?.count ?? 0,
  }
}

export type EndingToken = {
  id: string
  name: string
  expiresAt: string
  /** Since when it ends then; null where that is not known. */
  since: string | null
  /** How many devices have not enrolled yet. */
  waiting: number
}

/** The tokens of lists with devices that have not enrolled yet: the end of another one stops nothing. */
export async function listEndingTokens(db: Db): Promise<EndingToken[]> {
  const { rows } = await sql<EndingToken>`
    select b.id, b.name, b.token_expires_at as "expiresAt", b.token_set_at as since, waiting.count as waiting
    from bulk_enrollment b
      cross join lateral (
        select count(*) as count from device d where d.bulk_enrollment_id = b.id and d.status = 'enrolling') as waiting
    where b.token_expires_at is not null and waiting.count > 0`.execute(db)
  return rows
}

/** Lists with a token, also those for whose devices nobody waits. */
export const listTokenHolders = (db: Db): Promise<{ id: string }[]> =>
  db.selectFrom('bulk_enrollment').select('id').where('token_expires_at', 'is not', null).execute()

export type BulkColumns = {
  name?: string
  description?: string | null
  user_id?: string | null
  attributes?: string
  default_attributes?: string
  attributes_follow_list?: boolean
  token_sealed?: Buffer
  token_hash?: Buffer
  token_expires_at?: Date
  token_set_at?: Date
  list_updated_at?: Date
}

export async function insertBulk(
  trx: Trx,
  values: BulkColumns & { id: string; name: string; without_token: boolean; now: Date },
): Promise<void> {
  const { now, ...row } = values
  await trx
    .insertInto('bulk_enrollment')
    .values({ ...row, created_at: now, updated_at: now })
    .execute()
}

export async function setBulk(trx: Trx, id: string, values: BulkColumns, now: Date): Promise<void> {
  await trx
    .updateTable('bulk_enrollment')
    .set({ ...values, updated_at: now })
    .where('id', '=', id)
    .execute()
}

type Configuration = { configuration: object; sealed: Buffer | null; now: Date }

export async function setConfiguration(
  trx: Trx,
  id: string,
  { configuration, sealed, now }: Configuration,
): Promise<void> {
  await trx
    .updateTable('bulk_enrollment')
    .set({ configuration: JSON.stringify(configuration), configuration_sealed: sealed, updated_at: now })
    .where('id', '=', id)
    .execute()
}

/** Also tells when the list of devices changed (I33). */
export async function touchList(trx: Trx, id: string, now: Date): Promise<void> {
  await trx.updateTable('bulk_enrollment').set({ list_updated_at: now }).where('id', '=', id).execute()
}

export async function deleteBulkRow(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('bulk_enrollment').where('id', '=', id).execute()
}
