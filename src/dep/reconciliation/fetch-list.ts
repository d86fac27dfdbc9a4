import { sql } from 'kysely'
import type { Platform } from '../../platform/platform.ts'
import { DepError } from '../../protocol/dep/dep-error.ts'
import type { DevicePage } from '../../protocol/dep/wire.ts'
import { getAccountRow } from '../account-store.ts'
import type { Apple } from '../apple.ts'
import { deviceRow, foldRows } from '../device-row.ts'
import { completeListed, storeListedPage } from './listed-devices.ts'
import { updateReconciliation, type ReconciliationRow } from './reconciliation-store.ts'
import { announceProgress } from './start-reconciliation.ts'

type Fetch = {
  platform: Platform
  apple: Apple
  accountId: string
  reconciliationId: string
  signal: AbortSignal
}

/** Reads Apple's whole list beside ours, with a cursor of its own: the sync's place stays as it is. How many devices there are. */
export async function fetchList(fetch: Fetch): Promise<number> {
  const { platform, accountId, signal } = fetch
  const limit = (await getAccountRow(platform.db, accountId)).page_limit
  let cursor: string | undefined
  const begunAt = platform.clock()
  let asked = askPage(fetch, cursor, limit)
  for (let page = 1; ; page++) {
    const answer = await asked
    signal.throwIfAborted()
    const goOn = answer?.more_to_follow ?? false
    if (answer && goOn) {
      refuseRepeated(cursor, answer)
      cursor = answer.cursor
      // Apple prepares the next page while this one is stored. If storing fails nobody waits for it, hence the catch.
      asked = askPage(fetch, cursor, limit)
      asked.catch(() => {})
    }
    if (answer) await storePage({ ...fetch, begunAt }, page, answer)
    if (!goOn) return completeListed(platform.db, accountId)
  }
}

/** Undefined: Apple says that the cursor has delivered everything. */
async function askPage(
  { apple, accountId }: Fetch,
  cursor: string | undefined,
  limit: number,
): Promise<DevicePage | undefined> {
  try {
    const position = cursor === undefined ? { limit } : { cursor, limit }
    return await apple.ask(accountId, (client) => client.fetchDevices(position))
  } catch (error) {
    const isEnd = error instanceof DepError && error.kind === 'cursor-exhausted' && cursor !== undefined
    if (isEnd) return undefined
    throw error
  }
}

/** Apple's known defect. A list that does not go on is not whole, so nothing can be told from it. */
function refuseRepeated(cursor: string | undefined, page: DevicePage): void {
  if (page.cursor !== cursor) return
  throw new DepError('protocol', 'Apple’s list did not go on: the same cursor came back with more to follow')
}

async function storePage(
  { platform: { db, pool, clock }, accountId, reconciliationId, begunAt }: Fetch & { begunAt: Date },
  page: number,
  { devices }: DevicePage,
): Promise<void> {
  const rows = foldRows(devices.map((device) => deviceRow(device, { isListing: true })))
  await storeListedPage(pool, { accountId, page }, rows)
  const change = { pages: page, listed: sql<number>`listed + ${rows.length}` }
  const row = await updateReconciliation(db, reconciliationId, change)
  await announceProgress(db, row, speedOf(row, clock().getTime() - begunAt.getTime()))
}

/** Nothing is said of the first second, nor of a list that is longer than ours. */
function speedOf({ listed, expected }: ReconciliationRow, elapsedMs: number) {
  if (elapsedMs < 1000 || listed === 0) return {}
  const devicesPerSecond = Math.round((listed * 1000) / elapsedMs)
  const left = expected - listed
  return left > 0
    ? { devicesPerSecond, secondsLeft: Math.round((left * elapsedMs) / listed / 1000) }
    : { devicesPerSecond }
}
