import type { Db } from '../platform/db/database.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { DepClient } from '../protocol/dep/dep-client.ts'
import type { DevicePage } from '../protocol/dep/wire.ts'
import { getAccountRow } from './account-store.ts'
import type { Apple } from './apple.ts'
import { beginListing, endListing, storePage, type Run } from './store-page.ts'
import { advance, afterExhausted, positionOf, type Position, type Step } from './sync-position.ts'
import { updateSync } from './sync-store.ts'

type Sync = Run & { db: Db; apple: Apple; signal: AbortSignal }

/**
 * Brings an account's devices up to date, from where the last run stopped: everything that it knows is stored page by page, so
 * stopping anywhere is safe. A cursor that Apple does not take any more starts a full listing, once.
 * @throws {DepError} and the reason of `signal` when it is aborted, between two pages
 */
export async function syncAccount(sync: Sync): Promise<void> {
  try {
    await syncFrom(sync, await loadPosition(sync))
  } catch (error) {
    if (!isStaleCursor(error)) throw error
    await beginListing(sync.db, sync.accountId)
    await updateSync(sync.db, sync.syncId, { mode: 'full' })
    await syncFrom(sync, { phase: 'fetch', cursor: null })
  }
}

/** A listing that has never begun gets its starting time, by which the sweep at its end goes. */
async function loadPosition({ db, accountId, syncId }: Sync): Promise<Position> {
  const row = await getAccountRow(db, accountId)
  const position = positionOf(row)
  if (position.phase === 'fetch') {
    if (position.cursor === null) await beginListing(db, accountId)
    await updateSync(db, syncId, { mode: 'full' })
  }
  return position
}

/**
 * Pages are asked for while those before them are stored, one after the other, at most two behind. What was read before an error
 * is stored before it is told.
 */
async function syncFrom(sync: Sync, start: Position): Promise<void> {
  const limit = (await getAccountRow(sync.db, sync.accountId)).page_limit
  let [secondLast, last] = [Promise.resolve(), Promise.resolve()]
  let position = start
  let goOn = true
  try {
    while (goOn) {
      const from = position
      const answer = await askPage(sync, from, limit)
      sync.signal.throwIfAborted()
      const step = stepAfter(from, answer)
      secondLast = last
      last = last.then(() => storeAnswer(sync, from, step, answer))
      // Whoever waits for it hears of it; that may be later.
      last.catch(() => {})
      await secondLast
      ;({ position, goOn } = step)
    }
  } finally {
    await last
  }
}

const stepAfter = (from: Position, answer: Answer): Step =>
  'exhausted' in answer
    ? { position: answer.exhausted, goOn: true, isListed: true }
    : advance(from, answer.page)

const storeAnswer = ({ db, ...run }: Sync, from: Position, step: Step, answer: Answer): Promise<void> =>
  'exhausted' in answer
    ? endListing(db, run, from, step.position)
    : storePage(db, run, { page: answer.page, from, step })

type Answer = { page: DevicePage } | { exhausted: Position }

async function askPage({ apple, accountId }: Sync, position: Position, limit: number): Promise<Answer> {
  try {
    return { page: await apple.ask(accountId, (client) => pageAt(client, position, limit)) }
  } catch (error) {
    const next = afterExhausted(position)
    if (next && error instanceof DepError && error.kind === 'cursor-exhausted') return { exhausted: next }
    throw error
  }
}

const pageAt = (client: DepClient, position: Position, limit: number): Promise<DevicePage> => {
  if (position.phase === 'sync') return client.syncDevices({ cursor: position.cursor, limit })
  return client.fetchDevices(position.cursor === null ? { limit } : { cursor: position.cursor, limit })
}

const isStaleCursor = (error: unknown): boolean =>
  error instanceof DepError && (error.kind === 'cursor-expired' || error.kind === 'cursor-invalid')
