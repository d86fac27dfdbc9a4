import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { createApp, type App } from '../src/app.ts'
import { findSync } from '../src/dep/sync-store.ts'
import { createAccount } from '../src/dep/change-account.ts'
import { openApple, type Apple } from '../src/dep/apple.ts'
import { runReconciliation } from '../src/dep/reconciliation/run-reconciliation.ts'
import { runSync } from '../src/dep/run-sync.ts'
import { getAccountRow, updateAccount } from '../src/dep/account-store.ts'
import { consumerKeyHash, sealToken } from '../src/dep/server-token-store.ts'
import { systemActor } from '../src/platform/audit/actor.ts'
import { startEmbeddedPostgres } from '../src/platform/db/embedded-postgres.ts'
import { createLog } from '../src/platform/log/log.ts'
import { uuidv7 } from '../src/platform/uuid.ts'
import { readPlainServerToken, type ServerToken } from '../src/protocol/dep/server-token.ts'

/**
 * A full listing of 100,000 devices, stored, beside the same pages fetched and thrown away; then the same again with nothing
 * changed. The simulated Apple is a process of its own, as is PostgreSQL. Twice: with answers as fast as the machine gives them,
 * and with a tenth of a second for each, a guess at what a service far away takes at least.
 */
const devices = 100_000

const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-bench-'))
chmodSync(dataDir, 0o755)
const child = fork(new URL('./support/simulated-apple.ts', import.meta.url), [String(devices)])
const [depUrl] = (await once(child, 'message')) as [string]
const postgres = await startEmbeddedPostgres(dataDir)
const app = await createApp({
  connection: postgres.connection,
  secretKey: randomBytes(32),
  log: createLog('error'),
  publicUrl: () => 'http://localhost',
  depUrl,
  role: 'web',
})
try {
  await compare(app, openApple(app.platform, depUrl))
} finally {
  await app.stop()
  await postgres.stop()
  await ended(child)
  rmSync(dataDir, { recursive: true, force: true })
}

async function compare({ platform }: App, apple: Apple): Promise<void> {
  const account = await createAccount(platform, systemActor, 'bench')
  const token = await tokenFor(account.id, platform)
  await fetchAll(apple, token)
  for (const latencyMs of [0, 100]) {
    await portal('faults', { latencyMs })
    await forgetListing(platform, account.id)
    const stopWatch = watchMemory()
    const thrownAway = await seconds(() => fetchAll(apple, token))
    const stored = await seconds(() => sync(app, apple, account.id, 'full'))
    const again = await seconds(() => sync(app, apple, account.id, 'full'))
    const reconciled = await seconds(() => reconcile(app, apple, account.id))
    console.log(`Apple answers ${latencyMs === 0 ? 'at once, in this machine' : `after ${latencyMs} ms`}:`)
    console.log(`  ${devices} devices fetched and thrown away: ${thrownAway.toFixed(2)} s`)
    console.log(
      `  fetched and stored: ${stored.toFixed(2)} s, ${(stored / thrownAway).toFixed(2)} x (wanted: 1.5 or less)`,
    )
    console.log(`  again with nothing changed: ${again.toFixed(2)} s, ${(again / thrownAway).toFixed(2)} x`)
    console.log(`  whole list compared by a reconciliation: ${reconciled.toFixed(2)} s`)
    console.log(`  memory: ${stopWatch()} MB at most (wanted: 250 or less)`)
  }
}

/** Answers the peak in MB. */
function watchMemory(): () => number {
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20)
  return () => {
    clearInterval(timer)
    return Math.round(peak / 1e6)
  }
}

/** As if the account had never been listed. */
async function forgetListing({ db }: App['platform'], accountId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`truncate dep_device cascade`.execute(trx)
    await updateAccount(trx, accountId, { listed_at: null, sync_phase: 'fetch', sync_cursor: null })
  })
}

async function portal(path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${depUrl}/portal/${path}`, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`The portal answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

async function tokenFor(accountId: string, { db, secrets }: App['platform']): Promise<ServerToken> {
  const { certificate_pem: certificate } = await getAccountRow(db, accountId)
  const token = readPlainServerToken(await portal('servers', { certificate, name: 'bench', format: 'json' }))
  await db.transaction().execute((trx) =>
    updateAccount(trx, accountId, {
      token_sealed: sealToken(secrets, accountId, token),
      consumer_key_hash: consumerKeyHash(token),
      token_expires_at: token.accessTokenExpiry,
      state: 'ok',
    }),
  )
  return token
}

async function fetchAll(apple: Apple, token: ServerToken): Promise<void> {
  const client = apple.clientOf(token)
  let page = await client.fetchDevices({ limit: 1000 })
  while (page.more_to_follow) page = await client.fetchDevices({ cursor: page.cursor, limit: 1000 })
}

async function sync({ platform }: App, apple: Apple, accountId: string, mode: 'full'): Promise<void> {
  const syncId = uuidv7()
  const payload = { accountId, mode, syncId, attempt: 0 }
  await platform.db
    .insertInto('dep_sync')
    .values({ id: syncId, account_id: accountId, mode, state: 'running' })
    .execute()
  await runSync({ platform, apple, payload, signal: new AbortController().signal })
  const done = await findSync(platform.db, syncId)
  if (done?.state !== 'done' || done.received !== devices) throw new Error(`The sync failed: ${done?.error}`)
}

async function reconcile({ platform }: App, apple: Apple, accountId: string): Promise<void> {
  const payload = { accountId, reconciliationId: null, attempt: 0 }
  await runReconciliation({ platform, apple, payload, signal: new AbortController().signal })
  const last = await platform.db
    .selectFrom('dep_reconciliation')
    .select(['state', 'error'])
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (last?.state !== 'done') throw new Error(`The reconciliation failed: ${last?.error}`)
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

async function ended(process: ChildProcess): Promise<void> {
  const exit = once(process, 'exit')
  process.disconnect()
  await exit
}
