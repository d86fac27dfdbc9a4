import { sql, type Selectable, type Updateable } from 'kysely'
import type { DepAccount, DepSync } from '../contract/dep.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Tables } from '../platform/db/tables.ts'
import { Problem } from '../platform/problem.ts'
import { stateAt, stateText, type StateFacts } from './account-state.ts'
import { listLastSyncs } from './sync-store.ts'

export type AccountRow = Selectable<Tables['dep_account']>

const liveDevices = sql<number>`(
  select count(*) from dep_device d where d.account_id = dep_account.id and d.gone_since is null)`

const defaultGroups = sql<string[]>`array(
  select g.name from dep_account_group x join device_group g on g.id = x.group_id
  where x.account_id = dep_account.id order by g.name)`

const defaultTemplate = sql<
  string | null
>`(select name from template where id = dep_account.default_template_id)`

/** By state, of what is not done: {waiting, failed}. */
const openAssignments = sql<Record<string, number>>`(
  select coalesce(jsonb_object_agg(state, count), '{}') from (
    select x.state, count(*) from dep_assignment x join dep_device d on d.id = x.dep_device_id
    where x.state <> 'assigned' and d.account_id = dep_account.id and d.gone_since is null group by x.state) as open)`

const openDifferences = sql<number>`(
  select count(*) from dep_difference x where x.account_id = dep_account.id and x.state = 'open' and x.closed_at is null)`

const selectAccounts = (db: Db) =>
  db
    .selectFrom('dep_account')
    .selectAll()
    .select([
      liveDevices.as('device_count'),
      defaultGroups.as('default_groups'),
      defaultTemplate.as('default_template'),
      openAssignments.as('open_assignments'),
      openDifferences.as('open_differences'),
    ])
    .orderBy('name')
    .orderBy('id')

/** All of them: an organization has one account for each MDM server at Apple, a handful. */
export async function listAccounts(db: Db, now: Date): Promise<DepAccount[]> {
  const rows = await selectAccounts(db).execute()
  return withLastSyncs(db, rows, now)
}

export async function findAccount(db: Db, id: string, now: Date): Promise<DepAccount | undefined> {
  const rows = await selectAccounts(db).where('id', '=', id).execute()
  return (await withLastSyncs(db, rows, now))[0]
}

type FoundRow = Awaited<ReturnType<ReturnType<typeof selectAccounts>['execute']>>[number]

async function withLastSyncs(db: Db, rows: FoundRow[], now: Date): Promise<DepAccount[]> {
  const syncs = await listLastSyncs(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => accountOf(row, syncs.get(row.id) ?? null, now))
}

function accountOf(row: FoundRow, lastSync: DepSync | null, now: Date): DepAccount {
  const state = stateAt(row.state as DepAccount['state'], row.token_expires_at, now)
  return {
    id: row.id,
    name: row.name,
    state,
    stateText: stateText(state, row.apple_code, row.state_facts as StateFacts),
    appleCode: row.apple_code,
    serverName: row.server_name,
    serverUuid: row.server_uuid,
    organizationName: row.organization_name,
    adminId: row.admin_id,
    tokenExpiresAt: row.token_expires_at,
    addAsPreEnrolled: row.add_as_pre_enrolled,
    defaultProfileId: row.default_profile_id,
    syncIntervalHours: row.sync_interval_hours,
    defaults: {
      groups: row.default_groups,
      template: row.default_template,
      authentication: row.default_authentication as DepAccount['defaults']['authentication'],
    },
    newKeyPairAt: row.staged_certificate_pem && row.staged_at,
    deviceCount: row.device_count,
    failedAssignments: row.open_assignments['failed'] ?? 0,
    waitingAssignments: row.open_assignments['waiting'] ?? 0,
    openDifferences: row.open_differences,
    lastSync,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** The fields that people change; the others change by themselves and would make every ETag stale. */
export const accountSettings = (account: DepAccount) => ({
  id: account.id,
  name: account.name,
  addAsPreEnrolled: account.addAsPreEnrolled,
  defaultProfileId: account.defaultProfileId,
  syncIntervalHours: account.syncIntervalHours,
  defaults: account.defaults,
})

export const findAccountRow = (db: Db, id: string): Promise<AccountRow | undefined> =>
  db.selectFrom('dep_account').selectAll().where('id', '=', id).executeTakeFirst()

export async function getAccountRow(db: Db, id: string): Promise<AccountRow> {
  const row = await findAccountRow(db, id)
  if (!row) throw new Problem('dep-account.not-found', { id })
  return row
}

/** Everything that writes an account's devices takes this lock first, so that writers take turns. */
export async function lockAccount(trx: Trx, id: string): Promise<AccountRow> {
  const query = trx.selectFrom('dep_account').selectAll().where('id', '=', id)
  const row = await query.forNoKeyUpdate().executeTakeFirst()
  if (!row) throw new Problem('dep-account.not-found', { id })
  return row
}

export async function updateAccount(
  trx: Trx,
  id: string,
  change: Updateable<Tables['dep_account']>,
): Promise<void> {
  await trx
    .updateTable('dep_account')
    .set({ ...change, updated_at: sql<string>`now()` })
    .where('id', '=', id)
    .execute()
}

/** When the server tokens end. */
export async function listTokenExpiries(db: Db): Promise<{ id: string; name: string; expiresAt: string }[]> {
  const rows = await db
    .selectFrom('dep_account')
    .select(['id', 'name', 'token_expires_at'])
    .where('token_sealed', 'is not', null)
    .execute()
  return rows.flatMap(({ id, name, token_expires_at }) =>
    token_expires_at ? [{ id, name, expiresAt: token_expires_at }] : [],
  )
}
