import { sql } from 'kysely'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { DevicePage } from '../protocol/dep/wire.ts'
import { deviceEvent, type Told } from './device-events.ts'
import { deviceRow, foldRows } from './device-row.ts'
import { listProfileNames } from './profile-store.ts'
import { storeDevices, type DeviceChange } from './store-devices.ts'
import { storeListed } from './store-listed.ts'
import { addToSync, type SyncCounts } from './sync-store.ts'
import type { Position, Step } from './sync-position.ts'

/** `isFirst`: the account has never been listed as a whole, so that its devices are no news, one by one. */
export type Run = { accountId: string; account: string; syncId: string; isFirst: boolean }

/** Another run has moved the account's position meanwhile: what this one holds is out of date. */
export class SyncOvertaken extends Error {
  override readonly name = 'SyncOvertaken'
}

/** The devices of a page, what they change, the new position and the progress: all of it in one transaction. */
export async function storePage(
  db: Db,
  run: Run,
  { page, from, step }: { page: DevicePage; from: Position; step: Step },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Not waiting for the disk is safe: a crash loses the page and its position together, and Apple is asked for it again.
    await sql`set local synchronous_commit to off`.execute(trx)
    await movePosition(trx, run.accountId, from, step.position)
    const isListing = from.phase === 'fetch'
    const rows = foldRows(page.devices.map((device) => deviceRow(device, { isListing })))
    const changes = isListing
      ? await storeListed(trx, run, rows)
      : await storeDevices(trx, run.accountId, rows)
    if (isListing)
      await rememberListed(
        trx,
        run.accountId,
        rows.map(({ serial }) => serial),
      )
    const swept = step.isListed ? await completeListing(trx, run) : []
    await recordChanges(trx, run, [...(isListing && run.isFirst ? known(changes) : changes), ...swept])
    const counts = { received: page.devices.length, ...countsOf([...changes, ...swept]) }
    await announceProgress(trx, run, counts)
  })
}

/** A listing whose cursor Apple calls exhausted is complete without a further page. */
export async function endListing(db: Db, run: Run, from: Position, position: Position): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await movePosition(trx, run.accountId, from, position)
    const swept = await completeListing(trx, run)
    await recordChanges(trx, run, swept)
    await announceProgress(trx, run, { received: 0, ...countsOf(swept) })
  })
}

/** Starts a full listing over: nothing that was listed so far counts. */
export async function beginListing(db: Db, accountId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('dep_account')
      .set({ sync_phase: 'fetch', sync_cursor: null, fetch_started_at: sql<string>`now()` })
      .where('id', '=', accountId)
      .execute()
    await trx.deleteFrom('dep_fetch_page').where('account_id', '=', accountId).execute()
  })
}

/** Also takes the lock under which devices of the account are written. */
async function movePosition(trx: Trx, accountId: string, from: Position, to: Position): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('dep_account')
    .set({ sync_phase: to.phase, sync_cursor: to.cursor })
    .where('id', '=', accountId)
    .where('sync_phase', '=', from.phase)
    .where('sync_cursor', 'is not distinct from', from.cursor)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new SyncOvertaken('Another run of the sync has gone on')
}

const known = (changes: readonly DeviceChange[]) => changes.filter(({ is_new }) => !is_new)

async function rememberListed(trx: Trx, accountId: string, serials: string[]): Promise<void> {
  if (serials.length === 0) return
  await trx.insertInto('dep_fetch_page').values({ id: uuidv7(), account_id: accountId, serials }).execute()
}

async function completeListing(trx: Trx, run: Run): Promise<DeviceChange[]> {
  if (run.isFirst) await recordFirstListing(trx, run)
  return sweepUnlisted(trx, run.accountId)
}

async function recordFirstListing(trx: Trx, { accountId: id }: Run): Promise<void> {
  await trx
    .updateTable('dep_account')
    .set({ listed_at: sql<string>`now()` })
    .where('id', '=', id)
    .execute()
  const { count } = await trx
    .selectFrom('dep_device')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', id)
    .executeTakeFirstOrThrow()
  const summary = `Apple's list was read for the first time: ${count} devices.`
  const kind = 'dep-account.listed'
  await recordEvents(trx, [
    { subject: { kind: 'dep-account', id }, kind, actor: 'Apple', summary, facts: { count } },
  ])
}

/** What a complete listing did not name has left, unless something was learned of it after the listing began. */
async function sweepUnlisted(trx: Trx, accountId: string): Promise<DeviceChange[]> {
  const { rows } = await sql<DeviceChange>`
    -- EXCEPT is hashed or sorted whatever the planner thinks of a table that was just filled; NOT EXISTS became a nested loop, and
    -- so did NOT IN as soon as the planner knew how long the list is.
    with unlisted as materialized (
      select d.serial from dep_device d join dep_account a on a.id = d.account_id
      where a.id = ${accountId} and d.gone_since is null and d.updated_at < a.fetch_started_at
      except select unnest(p.serials) from dep_fetch_page p where p.account_id = ${accountId}
    )
    update dep_device d set gone_since = now(), updated_at = now()
    from unlisted u where d.account_id = ${accountId} and d.serial = u.serial
    returning d.id, d.serial, false as is_new, array['gone_since'] as changes, d.profile_status as before_status,
      d.profile_uuid as before_uuid, null::timestamptz as before_gone, d.profile_status, d.profile_uuid, d.gone_since, d.facts
  `.execute(trx)
  await trx.deleteFrom('dep_fetch_page').where('account_id', '=', accountId).execute()
  return rows
}

/** What changed, in the timelines; `reason` where no sync has told of it. */
export async function recordChanges(
  trx: Trx,
  run: Pick<Run, 'accountId' | 'account'> & Pick<Told, 'reason'>,
  changes: readonly DeviceChange[],
): Promise<void> {
  if (changes.length === 0) return
  await forgetWishes(trx, changes)
  const uuids = changes.flatMap(({ profile_uuid }) => profile_uuid ?? [])
  const profileNames = await listProfileNames(trx, run.accountId, uuids)
  const told = { account: run.account, profileNames, ...(run.reason ? { reason: run.reason } : {}) }
  await recordEvents(
    trx,
    changes.map((change) => deviceEvent(change, told)),
  )
}

/** A device that comes back is a new one: what was wanted of it before it left does not hold any more. */
async function forgetWishes(trx: Trx, changes: readonly DeviceChange[]): Promise<void> {
  const returned = changes.filter(({ before_gone, gone_since }) => before_gone && !gone_since)
  if (returned.length === 0) return
  const ids = returned.map(({ id }) => id)
  await trx
    .deleteFrom('dep_assignment')
    .where('dep_device_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute()
}

function countsOf(changes: readonly DeviceChange[]): Omit<SyncCounts, 'received'> {
  const removed = changes.filter(({ before_gone, gone_since }) => gone_since && !before_gone).length
  const added = changes.filter(
    ({ is_new, before_gone, gone_since }) => is_new || (before_gone && !gone_since),
  ).length
  return { added, removed, changed: changes.length - added - removed }
}

async function announceProgress(trx: Trx, { accountId, syncId }: Run, counts: SyncCounts): Promise<void> {
  const { pages, received, added, changed, removed } = await addToSync(trx, syncId, counts)
  const progress = { pages, received, added, changed, removed }
  await announce(trx, { topic: 'dep-account', id: accountId, progress })
  if (counts.added + counts.changed + counts.removed > 0)
    await announce(trx, { topic: 'dep-device', id: null })
}
