import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { findRoleByName } from '../src/admins/admin-store.ts'
import { insertApiToken } from '../src/admins/api-token-store.ts'
import { openDatabase, type Db } from '../src/platform/db/database.ts'
import { connectToEmbedded } from '../src/platform/db/embedded-postgres.ts'
import { startAppleSimulator } from '../src/simulator/apple/apple-simulator.ts'
import { startChild, testFolder } from './support/child-server.ts'

async function withDatabase<T>(dataDir: string, act: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = openDatabase((await connectToEmbedded(dataDir))!, 1)
  const result = await act(db)
  await close()
  return result
}

const tokenOf = (dataDir: string) =>
  withDatabase(dataDir, async (db) => {
    const role = await findRoleByName(db, 'Administrator')
    const wish = { name: 'test', roleId: role!.id, createdBy: 'test', expiresAt: null }
    return (await insertApiToken(db, wish)).token
  })

/** What a dead server held is free after ten minutes; nobody waits so long here. */
const tenMinutesLater = (dataDir: string) =>
  withDatabase(dataDir, (db) =>
    sql`update dep_assignment set next_try_at = next_try_at - interval '11 minutes'
      where state = 'waiting' and asking_since is not null`.execute(db),
  )

type Call = (method: string, at: string, body?: unknown) => Promise<any> // oxlint-disable-line typescript/no-explicit-any -- a test says what it expects

const caller =
  (url: string, token: string): Call =>
  async (method, at, body) => {
    const isFile = body instanceof Uint8Array
    const type = isFile ? 'application/octet-stream' : 'application/json'
    const response = await fetch(`${url}/api/v1${at}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': type } : {}) },
      ...(body ? { body: isFile ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
  }

test('kill -9 in the middle of a revision: it goes on, nothing is forgotten and nothing is asked for twice', async () => {
  const apple = await startAppleSimulator({ devices: 2500 })
  onTestFinished(() => apple.close())
  const portal = async (at: string, body: object) => {
    const response = await fetch(`${apple.url}/portal${at}`, { method: 'POST', body: JSON.stringify(body) })
    return Buffer.from(await response.arrayBuffer())
  }
  const dataDir = path.join(testFolder(), 'data')
  const start = () => startChild(dataDir, { env: { MUSTER_DEP_URL: apple.url } })
  let server = start()
  const url = await server.ready
  const token = await tokenOf(dataDir)
  let call = caller(url, token)

  const { id } = await call('POST', '/dep/accounts', { name: 'School' })
  const certificate = await call('GET', `/dep/accounts/${id}/certificate`)
  await call('PUT', `/dep/accounts/${id}/token`, await portal('/servers', { certificate, name: 'School' }))
  const profile = await call('POST', '/dep/profiles', { accountId: id, profileName: 'Pupils' })
  while ((await call('GET', `/dep/accounts/${id}`)).lastSync?.state !== 'done') await sleep(50)
  const serials = [...apple.apple.organization.devices.keys()]
  const results = await call('POST', `/dep/profiles/${profile.id}/assign`, { serials })
  expect(results.succeeded).toBe(2500)
  const eventsBefore = apple.apple.organization.servers.get('School')!.events.length

  // The first thousand goes through, the second is done at Apple and its answer never arrives.
  await portal('/faults', {
    next: [
      { path: '/profile/devices', delayMs: 1 },
      { path: '/profile/devices', delayMs: 20_000 },
    ],
  })
  const revision = await call('POST', `/dep/profiles/${profile.id}/revise`, {
    ...profile.fields,
    department: 'IT',
  })
  const changes = () => apple.apple.organization.servers.get('School')!.events.length - eventsBefore
  const isAsking = () => (apple.apple.calls.get('POST /profile/devices') ?? 0) >= 5
  while (!isAsking() || changes() < 1000) await sleep(20)
  server.kill('SIGKILL')
  await server.ended
  await portal('/faults', { reset: true })

  server = start()
  call = caller(await server.ready, token)
  const between = await call('GET', `/dep/revisions/${revision.id}`)
  expect(between).toMatchObject({ state: 'running', total: 2500 })
  expect(between.confirmed).toBeGreaterThanOrEqual(1000)
  expect(between.confirmed).toBeLessThan(2500)
  await tenMinutesLater(dataDir)
  await call('POST', `/dep/revisions/${revision.id}/try-now`)
  let now = between
  while (now.state === 'running') {
    await sleep(100)
    now = await call('GET', `/dep/revisions/${revision.id}`)
  }
  expect(now).toMatchObject({ state: 'done', confirmed: 2500, failed: 0, left: 0 })
  // One change at Apple for each device.
  expect(changes()).toBe(2500)
}, 120_000)
