import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { findRoleByName } from '../src/admins/admin-store.ts'
import { insertApiToken } from '../src/admins/api-token-store.ts'
import { openDatabase } from '../src/platform/db/database.ts'
import { connectToEmbedded } from '../src/platform/db/embedded-postgres.ts'
import { startChild, testFolder } from './support/child-server.ts'

const rows = 5000
const csv = `Identifier,OS,DisplayName\n${Array.from({ length: rows }, (_, n) => `kill-${n},ios,Device ${n}`).join('\n')}\n`

async function tokenOf(dataDir: string): Promise<string> {
  const { db, close } = openDatabase((await connectToEmbedded(dataDir))!, 1)
  const role = await findRoleByName(db, 'Administrator')
  const { token } = await insertApiToken(db, {
    name: 'test',
    roleId: role!.id,
    createdBy: 'test',
    expiresAt: null,
  })
  await close()
  return token
}

type Call = (method: string, path: string, body?: FormData | object) => Promise<any> // oxlint-disable-line typescript/no-explicit-any -- a test says what it expects

const caller =
  (url: string, token: string): Call =>
  async (method, at, body) => {
    const json = body && !(body instanceof FormData)
    const response = await fetch(`${url}/api/v1${at}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(json ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: body instanceof FormData ? body : JSON.stringify(body) } : {}),
    })
    return response.json()
  }

async function upload(call: Call, text = csv): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([text]), 'list.csv')
  return (await call('POST', '/imports', form)).id
}

test('kill -9 while an import is applied leaves everything or nothing, and the next start can go on', async () => {
  const dataDir = path.join(testFolder(), 'data')
  let server = startChild(dataDir)
  let url = await server.ready
  const token = await tokenOf(dataDir)
  const id = await upload(caller(url, token))

  for (const waitMs of [5, 60, 150, 300, 500]) {
    const applying = caller(url, token)('POST', `/imports/${id}/apply`, {}).catch(() => undefined)
    await sleep(waitMs)
    server.kill('SIGKILL')
    await Promise.all([applying, server.ended])

    server = startChild(dataDir)
    url = await server.ready
    const { state } = await caller(url, token)('GET', `/imports/${id}`)
    const { total } = await caller(url, token)('GET', '/devices')
    expect([state, total]).toEqual(state === 'applied' ? ['applied', rows] : ['planned', 0])
  }

  const done = await caller(url, token)('POST', `/imports/${id}/apply`, {})
  expect(done).toMatchObject({ state: 'applied', result: { created: rows } })
  expect((await caller(url, token)('GET', '/devices')).total).toBe(rows)
})

test('kill -9 while an import is undone leaves everything or nothing', async () => {
  const dataDir = path.join(testFolder(), 'data')
  let server = startChild(dataDir)
  let url = await server.ready
  const token = await tokenOf(dataDir)
  const call: Call = (method, at, body) => caller(url, token)(method, at, body)
  const first = await upload(call)
  await call('POST', `/imports/${first}/apply`, {})
  const id = await upload(call, csv.replaceAll('Device', 'Tablet') + 'kill-new,ios,New\n')
  await call('POST', `/imports/${id}/apply`, {})

  for (const waitMs of [5, 100, 250, 400, 700]) {
    const undoing = call('POST', `/imports/${id}/undo`).catch(() => undefined)
    await sleep(waitMs)
    server.kill('SIGKILL')
    await Promise.all([undoing, server.ended])

    server = startChild(dataDir)
    url = await server.ready
    const { state, progress } = await call('GET', `/imports/${id}`)
    expect([state, progress, ...(await devicesCalled(call))]).toEqual(
      state === 'undone' ? ['undone', null, rows, 0] : ['applied', null, 0, rows],
    )
  }

  const done = await call('POST', `/imports/${id}/undo`)
  expect(done).toMatchObject({ state: 'undone', undo: { restored: rows, removed: 1, kept: 0 } })
  expect(await devicesCalled(call)).toEqual([rows, 0])
})

/** How many are as the first import left them, and as the second did. */
const devicesCalled = async (call: Call): Promise<number[]> =>
  Promise.all(
    ['Device', 'Tablet'].map(async (name) => (await call('GET', `/devices?q=${name}`)).total as number),
  )
