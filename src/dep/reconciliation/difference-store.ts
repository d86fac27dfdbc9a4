import { sql, type SqlBool } from 'kysely'
import type { z } from 'zod'
import type { Page } from '../../contract/common.ts'
import type {
  DepDifference,
  DepDifferenceQuery,
  DepReconciliationStatus,
  DifferenceDecision,
  DifferenceKind,
} from '../../contract/dep-reconciliation.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { contains, countRows, decodeIdCursor, pageOf } from '../../platform/db/paging.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { decisionsOf, type Difference } from './difference.ts'

const selectDifferences = (db: Db) =>
  db
    .selectFrom('dep_difference')
    .selectAll()
    .select(sql<{ id: string; identifier: string } | null>`(${recordOf})`.as('record'))

/** The record that the difference is about, or the one that the serial number proves, as in the list of DEP devices. */
const recordOf = sql`
  select json_build_object('id', d.id, 'identifier', d.identifier) from device d
  where d.id = dep_difference.device_id
    or (dep_difference.device_id is null and d.serial = dep_difference.serial and d.status <> 'withdrawn')
  order by (d.dep_method is not distinct from 'Serial' or d.source = 'dep') desc, d.id desc limit 1`

type Row = Awaited<ReturnType<ReturnType<typeof selectDifferences>['execute']>>[number]

function differenceOf(row: Row): DepDifference {
  const kind = row.kind as DifferenceKind
  return {
    id: row.id,
    serial: row.serial,
    kind,
    state: row.state as DepDifference['state'],
    fields: row.fields as DepDifference['fields'],
    decisions: row.closed_at === null ? decisionsOf(kind) : [],
    decision: row.decision as DepDifference['decision'],
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    foundAt: row.found_at,
    closedAt: row.closed_at,
    reconciliationId: row.reconciliation_id,
    deviceId: row.record?.id ?? null,
    deviceIdentifier: row.record?.identifier ?? null,
  }
}

/** By serial number. */
export async function listDifferences(
  db: Db,
  accountId: string,
  { limit, cursor, kind, state, reconciliation, q }: z.output<typeof DepDifferenceQuery>,
): Promise<Page<DepDifference>> {
  const wanted = [sql<SqlBool>`account_id = ${accountId}`]
  if (kind) wanted.push(sql`kind = ${kind}`)
  if (state) wanted.push(sql`state = ${state}`)
  if (reconciliation) wanted.push(sql`reconciliation_id = ${reconciliation}`)
  if (q) wanted.push(sql`lower(serial) like ${contains(q)}`)
  let rows = selectDifferences(db)
    .where((eb) => eb.and(wanted))
    .orderBy('serial')
    .orderBy('id')
    .limit(limit + 1)
  if (cursor) {
    const { key, id } = decodeIdCursor(cursor)
    rows = rows.where(sql<SqlBool>`(serial, id) > (${key}, ${id})`)
  }
  const total = await countRows(
    db,
    db.selectFrom('dep_difference').where((eb) => eb.and(wanted)),
  )
  return {
    ...pageOf(await rows.execute(), limit, ({ serial, id }) => ({ key: serial, id }), differenceOf),
    total,
  }
}

export async function findDifference(
  db: Db,
  accountId: string,
  id: string,
): Promise<DepDifference | undefined> {
  const row = await selectDifferences(db)
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row && differenceOf(row)
}

/** What waits for a decision now, by account. */
export async function countOpen(db: Db): Promise<Map<string, DepReconciliationStatus['openKinds']>> {
  const rows = await db
    .selectFrom('dep_difference')
    .select(['account_id', 'kind'])
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where('state', '=', 'open')
    .groupBy(['account_id', 'kind'])
    .orderBy('kind')
    .execute()
  return new Map(
    [...Map.groupBy(rows, ({ account_id }) => account_id)].map(([accountId, kinds]) => [
      accountId,
      kinds.map(({ kind, open }) => ({ kind: kind as DifferenceKind, open })),
    ]),
  )
}

/** Every account by its name, those without an open difference too. */
export async function countOpenByAccount(db: Db): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('dep_account')
    .leftJoin('dep_difference', (join) =>
      join.onRef('dep_difference.account_id', '=', 'dep_account.id').on('dep_difference.state', '=', 'open'),
    )
    .select('name')
    .select(({ fn }) => fn.count<number>('dep_difference.id').as('open'))
    .groupBy('name')
    .execute()
  return Object.fromEntries(rows.map(({ name, open }) => [name, open]))
}

/** Notes what was made equal. */
export async function insertMended(
  trx: Trx,
  { accountId, reconciliationId }: { accountId: string; reconciliationId: string },
  differences: readonly Difference[],
): Promise<void> {
  if (differences.length === 0) return
  const rows = JSON.stringify(differences.map((difference) => ({ ...difference, id: uuidv7() })))
  await sql`
    insert into dep_difference (id, account_id, reconciliation_id, serial, kind, state, fields, dep_device_id, closed_at)
    select r.id, ${accountId}, ${reconciliationId}, r.serial, r.kind, 'mended', r.fields, r."depDeviceId", now()
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, serial text, kind text, fields jsonb, "depDeviceId" uuid)`.execute(
    trx,
  )
}

export type Chosen = {
  id: string
  serial: string
  kind: DifferenceKind
  dep_device_id: string | null
  device_id: string | null
}

type Choice = { ids?: readonly string[] | undefined; kind?: DifferenceKind | undefined }

/** The differences named that may still be decided; or all open ones of a kind. */
export async function lockCurrent(trx: Trx, accountId: string, { ids, kind }: Choice): Promise<Chosen[]> {
  const { rows } = await sql<Chosen>`
    select id, serial, kind, dep_device_id, device_id from dep_difference
    where account_id = ${accountId} and closed_at is null
      and ${ids ? sql`id = any(${[...ids]}::uuid[])` : sql`kind = ${kind} and state = 'open'`}
    order by serial, id for update`.execute(trx)
  return rows
}

type Decided = { ids: readonly string[]; decision: DifferenceDecision; by: string }

/** What was left as it is stays current, so that it is recognized; everything else is settled by the act. */
export async function storeDecision(trx: Trx, { ids, decision, by }: Decided): Promise<void> {
  await trx
    .updateTable('dep_difference')
    .set({
      state: 'decided',
      decision,
      decided_by: by,
      decided_at: sql<string>`now()`,
      closed_at: decision === 'leave' ? null : sql<string>`now()`,
    })
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .execute()
}
