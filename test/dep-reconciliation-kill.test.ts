import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { sql } from 'kysely'
import { findRoleByName } from '../src/admins/admin-store.ts'
import { insertApiToken } from '../src/admins/api-token-store.ts'
import { openDatabase, type Db } from '../src/platform/db/database.ts'
import { connectToEmbedded } from '../src/platform/db/embedded-postgres.ts'
import { startAppleSimulator } from '../src/simulator/apple/apple-simulator.ts'
import { startChild, testFolder, until } from './support/child-server.ts'

const pages = { default: 500, maximum: 500 }
const changed = 2500

type Call = (method: string, at: string, body?: object | Blob) => Promise<any> // oxlint-disable-line typescript/no-explicit-any -- a test says what it expects

const caller =
  (url: string, token: string): Call =>
  async (method, at, body) => {
    const isFile = body instanceof Blob
    const type = isFile ? 'application/octet-stream' : 'application/json'
    const response = await fetch(`${url}/api/v1${at}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': type } : {}) },
      ...(body ? { body: isFile ? body : JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return text.startsWith('{') ? JSON.parse(text) : text
  }

async function within<T>(dataDir: string, work: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = openDatabase((await connectToEmbedded(dataDir))!, 1)
  try {
    return await work(db)
  } finally {
    await close()
  }
}

const tokenOf = (dataDir: string): Promise<string> =>
  within(dataDir, async (db) => {
    const role = await findRoleByName(db, 'Administrator')
    const wish = { name: 'test', roleId: role!.id, createdBy: 'test', expiresAt: null }
    return (await insertApiToken(db, wish)).token
  })

test('kill -9 while Apple’s list is compared: the next one starts anew, and nothing is half or told twice', async () => {
  const apple = await startAppleSimulator({ devices: 3000, limits: pages })
  onTestFinished(() => apple.close())
  const dataDir = path.join(testFolder(), 'data')
  const env = { MUSTER_DEP_URL: apple.url }
  let server = startChild(dataDir, { env })
  const token = await tokenOf((await server.ready) && dataDir)
  let call = caller(await server.ready, token)

  const { id } = await call('POST', '/dep/accounts', { name: 'School' })
  const certificate = await call('GET', `/dep/accounts/${id}/certificate`)
  const body = JSON.stringify({ certificate, name: 'School' })
  const file = await fetch(`${apple.url}/portal/servers`, { method: 'POST', body })
  await call('PUT', `/dep/accounts/${id}/token`, await file.blob())
  await until(async () => (await call('GET', `/dep/accounts/${id}`)).lastSync?.state === 'done', 60)

  // Apple drops every event of it.
  const school = apple.apple.organization.servers.get('School')!
  const events = school.events.length
  const [gone, ...rest] = [...school.devices.keys()]
  const change = rest.slice(0, changed).map((serial, n) => ({ serial, assetTag: `tag ${n}` }))
  const portal = { change, unassign: [gone], add: 100 }
  await fetch(`${apple.url}/portal/devices`, { method: 'POST', body: JSON.stringify(portal) })
  school.events.length = events

  const at = `/dep/accounts/${id}/reconciliation`
  for (const waitMs of [150, 350, 550, 750, 950]) {
    // One whose job was still waiting runs by itself.
    await call('POST', at)
    await sleep(waitMs)
    server.kill('SIGKILL')
    await server.ended
    server = startChild(dataDir, { env })
    call = caller(await server.ready, token)
  }
  await call('POST', at)
  await until(async () => (await call('GET', at)).last.state === 'done', 90)

  const { history } = await call('GET', at)
  expect(history[0]).toMatchObject({ state: 'done', listed: 3099, open: 0 })
  // One may have been done before the kill.
  expect(history.every(({ state }: { state: string }) => state !== 'running')).toBe(true)
  const tags = await within(dataDir, async (db) => {
    const { rows } = await sql<{ live: number; tagged: number; told: number; twice: number; mended: number }>`
      select (select count(*) from dep_device where gone_since is null) as live,
        (select count(*) from dep_device where asset_tag like 'tag %') as tagged,
        (select count(*) from event where facts ->> 'reason' = 'reconciliation') as told,
        (select count(*) from (select from event where facts ->> 'reason' = 'reconciliation' group by subject_id having count(*) > 1) e) as twice,
        (select count(*) from dep_difference where state = 'mended') as mended`.execute(db)
    return rows[0]
  })
  const differences = changed + 101
  expect(tags).toEqual({ live: 3099, tagged: changed, told: differences, twice: 0, mended: differences })
}, 180_000)
