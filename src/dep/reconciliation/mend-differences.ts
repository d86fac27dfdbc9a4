import { sql } from 'kysely'
import { recordEvents, type ProductEvent } from '../../platform/audit/timeline.ts'
import { systemActor } from '../../platform/audit/actor.ts'
import type { Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { lockAccount } from '../account-store.ts'
import type { Apple } from '../apple.ts'
import { chunksOf, chunkSize } from '../assignment.ts'
import { storeWishes } from '../assignment-store.ts'
import { assignJob } from '../due-assignments.ts'
import { listProfileNames } from '../profile-store.ts'
import { storeDevices, type DeviceChange } from '../store-devices.ts'
import { recordChanges } from '../store-page.ts'
import { departedDifference, recordDifference, type Before, type Difference } from './difference.ts'
import { insertMended } from './difference-store.ts'
import { listRemovedProfiles, type Comparison, type RemovedProfile } from './find-differences.ts'
import { refreshRecent } from './refresh-recent.ts'
import { departedRow, listChangedSerials, listMissingSerials, readListed } from './listed-devices.ts'

export type Mending = Comparison & {
  platform: Platform
  apple: Apple
  account: string
  signal: AbortSignal
  /** Called in each transaction with the number of differences that it mends. */
  onMended(trx: Trx, count: number): Promise<void>
}

/**
 * Makes our records of an account as Apple's list, a thousand devices in a transaction, through the writers of the sync. Stopping
 * between two is safe: what is done is true, and the rest is found again.
 */
export async function mendDifferences(mending: Mending): Promise<void> {
  const { platform, signal } = mending
  await refreshRecent(mending)
  for (const serials of chunksOf(await listChangedSerials(platform.db, mending))) {
    signal.throwIfAborted()
    await mendRecords(mending, serials)
  }
  for (const serials of chunksOf(await listMissingSerials(platform.db, mending))) {
    signal.throwIfAborted()
    await mendDepartures(mending, await confirmDepartures(mending, serials))
  }
  while ((await wishAgain(mending)) === chunkSize) signal.throwIfAborted()
}

const mendRecords = (mending: Mending, serials: readonly string[]): Promise<void> =>
  mendIn(mending, serials, async (trx, befores) => {
    const listed = await readListed(trx, mending.accountId, serials)
    const rows = listed.filter(({ serial }) => befores.get(serial)?.is_settled ?? true)
    const changes = await storeDevices(trx, mending.accountId, rows)
    const profiles = await profileNames(trx, mending.accountId, changes, befores)
    const bySerial = new Map(rows.map((row) => [row.serial, row]))
    const differences = changes.flatMap((change) => {
      const { serial } = change
      const pair = { change, before: befores.get(serial), listed: bySerial.get(serial)!, profiles }
      return recordDifference(pair) ?? []
    })
    return { changes, differences }
  })

/** Apple is asked about each device that its list does not name: a list can leave one out that it throttles. */
async function confirmDepartures(
  { apple, accountId }: Mending,
  serials: readonly string[],
): Promise<string[]> {
  const details = await apple.ask(accountId, (client) => client.devices(serials))
  return serials.filter((serial) => {
    const { response_status: status } = details.get(serial) ?? {}
    return status === 'NOT_ACCESSIBLE' || status === 'NOT_FOUND'
  })
}

const mendDepartures = (mending: Mending, serials: readonly string[]): Promise<void> =>
  mendIn(mending, serials, async (trx, befores) => {
    const gone = serials.filter((serial) => befores.get(serial)?.is_settled)
    const changes = await storeDevices(trx, mending.accountId, gone.map(departedRow))
    const others = await listOtherAccounts(trx, mending.accountId, gone)
    const differences = changes.map((change) =>
      departedDifference(change, { ours: mending.account, theirs: others.get(change.serial) }),
    )
    return { changes, differences }
  })

type Mended = { changes: DeviceChange[]; differences: Difference[] }

async function mendIn(
  mending: Mending,
  serials: readonly string[],
  mend: (trx: Trx, befores: Map<string, Before>) => Promise<Mended>,
): Promise<void> {
  if (serials.length === 0) return
  await mending.platform.db.transaction().execute(async (trx) => {
    await lockAccount(trx, mending.accountId)
    const { changes, differences } = await mend(trx, await listBefore(trx, mending, serials))
    if (changes.length === 0) return
    await recordChanges(trx, { ...mending, reason: 'reconciliation' }, changes)
    await insertMended(trx, mending, differences)
    await announce(trx, { topic: 'dep-device', id: null })
    await mending.onMended(trx, differences.length)
  })
}

async function listBefore(
  trx: Trx,
  { accountId, since }: Comparison,
  serials: readonly string[],
): Promise<Map<string, Before>> {
  const { rows } = await sql<Before & { has_wish: boolean }>`
    select d.*, d.updated_at < ${since} as is_settled, x.state is not distinct from 'assigned' as has_wish, p.uuid as wanted_uuid
    from dep_device d left join dep_assignment x on x.dep_device_id = d.id left join dep_profile p on p.id = x.profile_id
    where d.account_id = ${accountId} and d.serial = any(${[...serials]})`.execute(trx)
  return new Map(
    rows.map((row) => [row.serial, { ...row, wanted_uuid: row.has_wish ? row.wanted_uuid : undefined }]),
  )
}

function profileNames(
  trx: Trx,
  accountId: string,
  changes: readonly DeviceChange[],
  befores: ReadonlyMap<string, Before>,
): Promise<Map<string, string>> {
  const uuids = changes.flatMap(({ serial, profile_uuid }) => [
    profile_uuid ?? [],
    befores.get(serial)?.profile_uuid ?? [],
  ])
  return listProfileNames(trx, accountId, uuids.flat())
}

/** Names of the other accounts that have these devices now. */
async function listOtherAccounts(
  trx: Trx,
  accountId: string,
  serials: readonly string[],
): Promise<Map<string, string>> {
  const rows = await trx
    .selectFrom('dep_device')
    .innerJoin('dep_account', 'dep_account.id', 'dep_device.account_id')
    .select(['serial', 'name'])
    .where('account_id', '<>', accountId)
    .where('gone_since', 'is', null)
    .where(sql<boolean>`serial = any(${[...serials]})`)
    .execute()
  return new Map(rows.map(({ serial, name }) => [serial, name]))
}

/** What is wanted and was removed at Apple is wanted again; the job of assignments asks Apple. How many there were. */
const wishAgain = (mending: Mending): Promise<number> => {
  const { db, clock, jobs } = mending.platform
  return db.transaction().execute(async (trx) => {
    await lockAccount(trx, mending.accountId)
    const removed = await listRemovedProfiles(trx, mending, chunkSize)
    if (removed.length === 0) return 0
    const now = clock()
    for (const [profileId, devices] of Map.groupBy(removed, ({ profile_id }) => profile_id)) {
      const deviceIds = devices.map(({ dep_device_id }) => dep_device_id)
      await storeWishes(trx, { deviceIds, profileId, by: systemActor.name, nextTryAt: now, now })
    }
    await jobs.enqueue(trx, assignJob, {}, { key: 'due' })
    await recordEvents(trx, removed.map(wishedEvent))
    await insertMended(
      trx,
      mending,
      removed.map(({ serial, dep_device_id, fields }) => ({
        serial,
        depDeviceId: dep_device_id,
        kind: 'profile-removed',
        fields,
      })),
    )
    await announce(trx, { topic: 'dep-device', id: null })
    await mending.onMended(trx, removed.length)
    return removed.length
  })
}

const wishedEvent = ({ dep_device_id: id }: RemovedProfile): ProductEvent => ({
  subject: { kind: 'dep-device', id },
  kind: 'dep-device.profile-wanted-again',
  actor: systemActor.name,
  summary:
    'Apple has no profile for the device although one is wanted. Reconciliation has it assigned again.',
  facts: { reason: 'reconciliation' },
})
