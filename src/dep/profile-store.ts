import { sql, type Selectable } from 'kysely'
import type { Page } from '../contract/common.ts'
import { DepProfileFields, type DepProfile } from '../contract/dep.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import type { Tables } from '../platform/db/tables.ts'
import { Problem } from '../platform/problem.ts'
import { normalUuid } from './profile.ts'

/** Devices that have the profile, or will take it. */
const assigned = sql<number>`(
  select count(*) from dep_device d where d.account_id = dep_profile.account_id and d.profile_uuid = dep_profile.uuid
    and d.profile_status in ('assigned', 'pushed') and d.gone_since is null)`

const selectProfiles = (db: Db) =>
  db
    .selectFrom('dep_profile')
    .selectAll()
    .select([
      sql<string>`(select name from dep_account a where a.id = dep_profile.account_id)`.as('account'),
      assigned.as('assigned_count'),
    ])

type Row = Selectable<Tables['dep_profile']> & { account: string; assigned_count: number }

const profileOf = (row: Row): DepProfile => ({
  id: row.id,
  accountId: row.account_id,
  account: row.account,
  uuid: row.uuid,
  version: row.version,
  fields: DepProfileFields.parse(row.fields),
  assignedCount: row.assigned_count,
  createdAt: row.created_at,
  createdBy: row.created_by,
})

type ProfilePage = { limit: number; cursor?: string | undefined; account?: string | undefined }

/** Newest first. */
export async function listProfiles(
  db: Db,
  { limit, cursor, account }: ProfilePage,
): Promise<Page<DepProfile>> {
  let all = selectProfiles(db)
  let counted = db.selectFrom('dep_profile')
  if (account) {
    const ofAccount = sql<boolean>`account_id in (select id from dep_account where id::text = ${account} or name = ${account})`
    all = all.where(ofAccount)
    counted = counted.where(ofAccount)
  }
  const { total } = await counted
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  if (cursor) all = all.where('id', '<', decodeIdCursor(cursor).id)
  const rows = await all
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return { ...pageOf(rows, limit, ({ id }) => ({ key: null, id }), profileOf), total }
}

/** By our id, or by Apple's UUID however it is written (W7). */
export async function getProfile(db: Db, key: string): Promise<DepProfile> {
  const row = await selectProfiles(db)
    .where(
      sql<boolean>`id::text = ${key.toLowerCase()} or upper(replace(uuid, '-', '')) = ${normalUuid(key)}`,
    )
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new Problem('dep-profile.not-found', { id: key })
  return profileOf(row)
}

type NewProfile = {
  id: string
  accountId: string
  uuid: string
  fields: DepProfileFields
  sent: object
  createdBy: string
}

export async function insertProfile(trx: Trx, profile: NewProfile): Promise<void> {
  await trx
    .insertInto('dep_profile')
    .values({
      id: profile.id,
      account_id: profile.accountId,
      uuid: profile.uuid,
      name: profile.fields.profileName,
      fields: JSON.stringify(profile.fields),
      sent: JSON.stringify(profile.sent),
      created_by: profile.createdBy,
    })
    .execute()
}

/** Names by Apple's UUID. */
export async function listProfileNames(
  db: Db,
  accountId: string,
  uuids: readonly string[],
): Promise<Map<string, string>> {
  if (uuids.length === 0) return new Map()
  const rows = await db
    .selectFrom('dep_profile')
    .select(['uuid', 'name'])
    .where('account_id', '=', accountId)
    .where(sql<boolean>`uuid = any(${[...new Set(uuids)]})`)
    .execute()
  return new Map(rows.map(({ uuid, name }) => [uuid, name]))
}
