import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { addBulk, openBulkToken } from '../src/android/bulk/change-bulk-enrollments.ts'
import { createApp, type App } from '../src/app.ts'
import { systemActor } from '../src/platform/audit/actor.ts'
import { startEmbeddedPostgres } from '../src/platform/db/embedded-postgres.ts'
import { createLog } from '../src/platform/log/log.ts'

/**
 * Phones that register at a list of 2,000 devices, and then at one of 200,000, a few at once over HTTP, each as it does in life: the
 * match, the decision, the arrival, the enrollment and its records. Half of them are found by IMEI, half by serial number and
 * manufacturer.
 */
const sizes = [2_000, 200_000]
const phones = 1_000
const atOnce = 8

const imeiOf = (n: number) => `35${String(n).padStart(12, '0')}`
const serialOf = (n: number) => `R58M${String(n).padStart(8, '0')}`

const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-bench-'))
chmodSync(dataDir, 0o755)
const postgres = await startEmbeddedPostgres(dataDir)
const app = await createApp({
  connection: postgres.connection,
  secretKey: randomBytes(32),
  log: createLog('error'),
  publicUrl: () => 'http://localhost',
  depUrl: 'http://localhost:1',
  role: 'web',
})
try {
  await compare(app)
} finally {
  await app.stop()
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

async function compare({ server, platform }: App): Promise<void> {
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  const record = await addBulk(platform, systemActor, {
    name: 'bench',
    withoutToken: false,
    attributes: [],
    defaultAttributes: {},
    attributesFollowList: false,
  })
  const token = openBulkToken(platform.secrets, record)!
  const measured: Measured[] = []
  let listed = 0
  await listDevices(platform, record.bulk.id, 0, 200)
  await registerAll(url, token, 0, 200) // a process that has just begun is slow
  listed = 200
  for (const size of sizes) {
    await listDevices(platform, record.bulk.id, listed, size)
    measured.push(await registerAll(url, token, listed, phones))
    listed = size
  }
  const [small, large] = measured as [Measured, Measured]
  for (const [index, { perSecond, p50, p99 }] of measured.entries())
    console.log(
      `${sizes[index]} devices listed: ${perSecond.toFixed(0)} registrations a second, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    )
  console.log(
    `time of one at 200,000: ${(small.perSecond / large.perSecond).toFixed(2)} x that at 2,000 (wanted: 1.5 or less)`,
  )
}

async function listDevices({ db }: App['platform'], bulkId: string, from: number, to: number): Promise<void> {
  await sql`
    insert into device (id, identifier, platform, source, serial, imei, manufacturer, bulk_enrollment_id)
    select gen_random_uuid(), 'android' || n, 'android', 'bulk', 'R58M' || lpad(n::text, 8, '0'), '35' || lpad(n::text, 12, '0'),
      'Samsung', ${bulkId} from generate_series(${from}::int, ${to - 1}::int) as n`.execute(db)
  await sql`vacuum analyze device`.execute(db)
}

type Measured = { perSecond: number; p50: number; p99: number }

async function registerAll(url: string, token: string, from: number, count: number): Promise<Measured> {
  const times: number[] = []
  let next = from
  const began = performance.now()
  const phone = async () => {
    for (let n = next++; n < from + count; n = next++) {
      const started = performance.now()
      const answer = await fetch(`${url}/android/v1/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(
          n % 2 === 0
            ? { imei: imeiOf(n), serial: 'unknown', manufacturer: 'samsung', nonce: String(n) }
            : { serial: serialOf(n), manufacturer: 'SAMSUNG', nonce: String(n) },
        ),
      })
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, phone))
  const seconds = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
  return { perSecond: count / seconds, p50: at(0.5), p99: at(0.99) }
}
