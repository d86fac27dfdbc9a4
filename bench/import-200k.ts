import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { findRoleByName } from '../src/admins/admin-store.ts'
import { insertApiToken } from '../src/admins/api-token-store.ts'
import { createApp, type App } from '../src/app.ts'
import { ApplyImport, ImportOptions, type ImportCounts } from '../src/contract/import.ts'
import { applyImport } from '../src/imports/apply-import.ts'
import { formatById } from '../src/imports/formats.ts'
import { createImport } from '../src/imports/create-import.ts'
import { systemActor } from '../src/platform/audit/actor.ts'
import { startEmbeddedPostgres } from '../src/platform/db/embedded-postgres.ts'
import { uuidv7 } from '../src/platform/uuid.ts'
import { createLog } from '../src/platform/log/log.ts'

/**
 * A list of 200,000 devices with their users, planned and applied: all new, then every second row changed, then the same again.
 * All 20 columns are there; tags and organizations are those of a school: every tenth device is a loan, every user is in one.
 * The yardstick, in the same run: PostgreSQL's COPY of the same devices, users and links into copies of the same tables with their
 * indexes and foreign keys; beside it, of the devices alone.
 */
const rowCount = Number(process.argv[2] ?? 200_000)
const columns = formatById('bizmobile').columns.map(({ name }) => name)

/** What a row of the file becomes, but for its history and its code. */
const tables = ['device', 'app_user', 'user_organization', 'device_tag']

const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-bench-'))
chmodSync(dataDir, 0o755)
const postgres = await startEmbeddedPostgres(dataDir)
/** In the folder that belongs to the database server, whatever account it runs under. */
const copyFile = path.join(dataDir, 'postgres', 'devices.copy')
const app = await createApp({
  connection: postgres.connection,
  secretKey: randomBytes(32),
  log: createLog('error'),
  publicUrl: () => 'http://localhost',
  depUrl: 'http://localhost:1',
  role: 'web',
})
try {
  await run(app)
} finally {
  await app.stop()
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

async function run({ server, platform }: App): Promise<void> {
  const page = await pollPage(await server.listen({ port: 0, host: '127.0.0.1' }), platform)
  const results = []
  const idle = await page.measured(3000)
  const copies: Yardstick[] = []
  for (const [phase, revision] of Object.entries({ 'all new': 1, 'half changed': 2, unchanged: 2 })) {
    await page.measured()
    results.push({ phase, ...(await importOnce(platform, revision)), page: await page.measured() })
    copies.push(await copySeconds(platform.pool))
  }
  const average = (of: keyof Yardstick) => copies.reduce((sum, copy) => sum + copy[of], 0) / copies.length
  const [devices, all] = [average('devices'), average('all')]
  const listed = (of: keyof Yardstick) => copies.map((copy) => copy[of].toFixed(1)).join(', ')
  console.log(
    `yardstick: COPY of the same rows into the same indexed tables, after each import: ${listed('all')} s`,
  )
  console.log(`of that into the table of devices alone: ${listed('devices')} s`)
  page.stop()
  console.log(`device page when idle: p95 ${idle.p95.toFixed(1)} ms`)
  for (const { phase, counts, plan, apply, peak, page } of results) {
    const ratio = (seconds: number) =>
      `${seconds.toFixed(1)} s (${(seconds / all).toFixed(2)} x, ${(seconds / devices).toFixed(2)} x devices alone)`
    const { create, update, unchanged, reject } = counts
    console.log(
      `${phase}: plan ${ratio(plan)}, apply ${ratio(apply)}, peak ${Math.round(peak / 1e6)} MB; ${create} created, ${update} updated, ${unchanged} unchanged, ${reject} rejected`,
    )
    console.log(
      `  device page meanwhile: p95 ${page.p95.toFixed(1)} ms (${(page.p95 / idle.p95).toFixed(2)} x idle), ${page.pages} pages`,
    )
  }
  console.log('wanted: each 3.00 x or less, peak 300 MB or less, device page 2.00 x or less')
}

type PageTimes = { pages: number; p95: number }

/** One device that is none of the file's, read by another process all the while. */
async function pollPage(url: string, platform: App['platform']) {
  const { db } = platform
  for (const name of ['Pupils', 'Staff'])
    await db.insertInto('organization').values({ id: uuidv7(), name }).execute()
  await db.insertInto('tag').values({ id: uuidv7(), name: 'loan' }).execute()
  const role = await findRoleByName(db, 'Administrator')
  const { token } = await insertApiToken(db, {
    name: 'bench',
    roleId: role!.id,
    createdBy: 'bench',
    expiresAt: null,
  })
  const id = uuidv7()
  await db
    .insertInto('device')
    .values({ id, identifier: 'help-desk', platform: 'ios', source: 'manual', serial: 'HELPDESK1' })
    .execute()
  const child = fork(new URL('./support/poll-page.ts', import.meta.url), [url, token, id])
  return {
    stop: () => child.kill(),
    async measured(ms = 0): Promise<PageTimes> {
      await sleep(ms)
      child.send('measure')
      const [times] = (await once(child, 'message')) as [PageTimes]
      return times
    },
  }
}

type Measured = { counts: ImportCounts; plan: number; apply: number; peak: number }

async function importOnce(platform: App['platform'], revision: number): Promise<Measured> {
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20)
  const options = ImportOptions.parse({})
  const [planned, plan] = await timed(() =>
    createImport(platform, systemActor, { fileName: 'devices.csv', open: () => csv(revision), options }),
  )
  const [, apply] = await timed(() =>
    applyImport(platform, systemActor, planned.id, ApplyImport.parse({ mail: 'none' })),
  )
  clearInterval(timer)
  return { counts: planned.counts, plan, apply, peak }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  return [await work(), (performance.now() - started) / 1000]
}

async function* csv(revision: number): AsyncGenerator<Buffer> {
  let chunk = `${columns.join(',')}\r\n`
  for (let n = 1; n <= rowCount; n++) {
    chunk += line(n, revision)
    if (chunk.length < 64 * 1024) continue
    yield Buffer.from(chunk)
    chunk = ''
  }
  yield Buffer.from(chunk)
}

function line(n: number, revision: number): string {
  const number = String(n).padStart(7, '0')
  const cells: Record<string, string> = {
    UserName: `user${number}`,
    Name: `Person number ${n}`,
    EmailAddress: `user${number}@example.com`,
    UserDescription: `Class ${n % 40}`,
    Identifier: `apple${number}`,
    OS: 'ios',
    WifiMac: `a4:83:e7:${number.slice(1).match(/../g)!.join(':')}`,
    UDID: `00008130-${number.padStart(16, 'A')}`,
    Serial: `C02X${number}`,
    ExpirationDays: '30',
    DisplayName: n % 2 === 0 ? `iPad ${n} of ${revision}` : `iPad ${n}`,
    Description: '"Trolley in the hall, second floor"',
    DEPMethod: 'Serial',
    Organizations: n % 2 === 0 ? 'Pupils' : 'Staff',
    DeviceTags: n % 10 === 0 ? 'loan' : '',
  }
  return `${columns.map((name) => cells[name] ?? '').join(',')}\r\n`
}

type Yardstick = { devices: number; all: number }

/**
 * The tables' own rows, out to a file of the database server and in again. By the server itself, so that the memory of this process
 * stays that of the imports.
 */
async function copySeconds(pool: pg.Pool): Promise<Yardstick> {
  const seconds = []
  for (const table of tables) seconds.push(await copyTable(pool, table))
  return { devices: seconds[0]!, all: seconds.reduce((sum, seconds) => sum + seconds, 0) }
}

async function copyTable(pool: pg.Pool, table: string): Promise<number> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ columns: string }>(`
      select string_agg(attname, ', ' order by attnum) as columns from pg_attribute
      where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`)
    const { columns } = rows[0]!
    await client.query(`copy (select ${columns} from ${table} order by 1) to '${copyFile}'`)
    await client.query(`create table table_copy (like ${table} including all)`)
    const { rows: keys } = await client.query<{ definition: string }>(`
      select pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = '${table}'::regclass and contype = 'f'`)
    for (const { definition } of keys) await client.query(`alter table table_copy add ${definition}`)
    const [, seconds] = await timed(() => client.query(`copy table_copy (${columns}) from '${copyFile}'`))
    await client.query('drop table table_copy')
    return seconds
  } finally {
    client.release()
  }
}
