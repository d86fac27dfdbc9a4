import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { createApp, type App } from '../src/app.ts'
import { findRoleByName } from '../src/admins/admin-store.ts'
import { insertApiToken } from '../src/admins/api-token-store.ts'
import { DepProfileFields } from '../src/contract/dep.ts'
import { createAccount } from '../src/dep/change-account.ts'
import { systemActor } from '../src/platform/audit/actor.ts'
import { startEmbeddedPostgres } from '../src/platform/db/embedded-postgres.ts'
import { createLog } from '../src/platform/log/log.ts'
import { uuidv7 } from '../src/platform/uuid.ts'

/**
 * What an admin waits for with many devices: the answer to an assignment of 100,000, and a page of the list found by part of a
 * serial number among 250,000. The work behind the answer is timed as well, without the calls to Apple: there is no token here.
 */
const devices = 250_000
const assigned = 100_000

const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-bench-'))
chmodSync(dataDir, 0o755)
const postgres = await startEmbeddedPostgres(dataDir)
let url = ''
const app = await createApp({
  connection: postgres.connection,
  secretKey: randomBytes(32),
  log: createLog('silent'),
  publicUrl: () => url,
  depUrl: 'http://127.0.0.1:1',
})
url = await app.server.listen({ port: 0, host: '127.0.0.1' })
try {
  const call = await caller(app)
  const { account, profile } = await fill(app)
  await search(call)
  await assign(call, { account, profile })
} finally {
  await app.stop()
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

type Call = (method: string, path: string, body?: object) => Promise<any> // oxlint-disable-line typescript/no-explicit-any -- the bench knows what it asked for

async function caller({ platform: { db } }: App): Promise<Call> {
  const role = await findRoleByName(db, 'Administrator')
  const given = { name: 'bench', roleId: role!.id, createdBy: 'bench', expiresAt: null }
  const { token } = await insertApiToken(db, given)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return async (method, path, body) => {
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const answer = await fetch(`${url}/api/v1${path}`, init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}

/** Two accounts, so that an assignment has devices to leave alone. */
async function fill({ platform }: App): Promise<{ account: string; profile: string }> {
  const { db } = platform
  const { id: account } = await createAccount(platform, systemActor, 'bench')
  const { id: other } = await createAccount(platform, systemActor, 'other')
  const profile = uuidv7()
  const fields = DepProfileFields.parse({
    profileName: 'Pupils',
    url: 'https://mdm.school.example/apple/enroll',
  })
  await sql`insert into dep_profile (id, account_id, uuid, name, fields, sent, created_by)
    values (${profile}, ${account}, 'AAAA', 'Pupils', ${JSON.stringify(fields)}, '{}', 'bench')`.execute(db)
  await sql`
    insert into dep_device (id, account_id, serial, model, description, asset_tag, family, os)
    select gen_random_uuid(), case when n <= ${assigned} then ${account}::uuid else ${other}::uuid end,
      upper(substr(md5(n::text), 1, 12)), 'iPad Air', 'IPAD AIR WIFI', case when n % 3 = 0 then 'Asset ' || n end, 'iPad', 'iPadOS'
    from generate_series(1, ${devices}) n on conflict do nothing`.execute(db)
  await sql`vacuum analyze dep_device`.execute(db)
  return { account, profile }
}

async function search(call: Call): Promise<void> {
  // Few, some, many, and none.
  for (const q of ['A1B2C3', '7F3', 'a', 'NOTHING'])
    await report(`GET /dep/devices?q=${q} of ${devices}`, () => call('GET', `/dep/devices?q=${q}&limit=50`))
}

async function assign(call: Call, { account, profile }: { account: string; profile: string }): Promise<void> {
  const filter = { account }
  const [run] = await timed(`POST assign of ${assigned} until its 202`, () =>
    call('POST', `/dep/profiles/${profile}/assign`, { filter }),
  )
  await timed('until all of them are wanted', async () => {
    for (;;) {
      const now = await call('GET', `/dep/assignment-runs/${run.id}`)
      if (now.total >= assigned - 100 && !now.isLookingUp) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await work()
  const ms = performance.now() - started
  console.log(`${what}: ${Math.round(ms)} ms`)
  return [result, ms]
}

/** The median of some. */
async function report(what: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  for (let n = 0; n < 7; n++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  console.log(
    `${what}: median ${Math.round(times[3]!)} ms, slowest ${Math.round(times[6]!)} ms (wanted: below 300)`,
  )
}
