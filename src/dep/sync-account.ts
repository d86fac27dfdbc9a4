import type { Db } from '../platform/db/database.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { DepClient } from '../protocol/dep/dep-client.ts'
import type { DevicePage } from '../protocol/dep/wire.ts'
import { getAccountRow } from './account-store.ts'
import type { Apple } from './apple.ts'
import { beginListing, endListing, storePage, type Run } from './store-page.ts'
import { advance, afterExhausted, positionOf, type Position } from './sync-position.ts'
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

async function syncFrom(sync: Sync, start: Position): Promise<void> {
  const { db, signal } = sync
  const limit = (await getAccountRow(db, sync.accountId)).page_limit
  let position = start
  let asked = askPage(sync, position, limit)
  for (;;) {
    const answer = await asked
    signal.throwIfAborted()
    if ('exhausted' in answer) {
      await endListing(db, sync, position, answer.exhausted)
      position = answer.exhausted
      asked = askPage(sync, position, limit)
      continue
    }
    const step = advance(position, answer.page)
    // Apple prepares the next page while this one is stored. If storing fails nobody waits for it, hence the catch.
    if (step.goOn) asked = askPage(sync, step.position, limit)
    asked.catch(() => {})
    await storePage(db, sync, { page: answer.page, from: position, step })
    position = step.position
    if (!step.goOn) return
  }
}

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
