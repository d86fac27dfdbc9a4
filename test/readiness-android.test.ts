import { expect, test } from 'vitest'
import type { Readiness, ReadinessCheckId } from '../src/contract/readiness.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const imei = '490154203237518'
const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://agent.example/agent.apk',
  signatureChecksum: 'gJD2YwtOiWJHkSMkkIfLRlj-quNqG1fb6v100QmzM9w',
}

async function bulkOf(app: TestApp, more: object = {}): Promise<string> {
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', ...more })).body
  await app.api('PUT', `/bulk-enrollments/${id}/configuration`, { agent })
  return id
}
const add = async (app: TestApp, bulk: string, device: object): Promise<string> =>
  (await app.api('POST', `/bulk-enrollments/${bulk}/devices`, device)).body.id
const readinessOf = async (app: TestApp, id: string): Promise<Readiness> =>
  (await app.api('GET', `/devices/${id}/readiness`)).body
const checkOf = async (app: TestApp, id: string, check: ReadinessCheckId) =>
  (await readinessOf(app, id)).checks.find((each) => each.id === check)
const isListedReady = async (app: TestApp) => (await app.api('GET', '/devices?ready=true')).body.total

test('a phone of a list that is complete is ready, and is asked nothing of Apple’s', async () => {
  const app = await testApp()
  const id = await add(app, await bulkOf(app), { imei })
  const { ready, checks } = await readinessOf(app, id)
  expect(ready).toBe(true)
  expect(await isListedReady(app)).toBe(1)
  expect(checks.map((check) => check.id)).toEqual([
    'expiry',
    'numbers',
    'twins',
    'list-token',
    'list-code',
    'authentication',
    'factory-reset',
  ])
})

test('a list without an agent has no code, and its devices are not ready', async () => {
  const app = await testApp()
  const { id: bulk } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body
  const id = await add(app, bulk, { serial: 'R1', manufacturer: 'Nokia' })
  expect(await checkOf(app, id, 'list-code')).toMatchObject({
    ok: false,
    severity: 'error',
    fix: { kind: 'link', link: `/bulk/${bulk}/configuration` },
  })
  expect(await isListedReady(app)).toBe(0)
  await app.api('PUT', `/bulk-enrollments/${bulk}/configuration`, { agent })
  expect(await readinessOf(app, id)).toMatchObject({ ready: true })
})

test('the token must hold; its mend gives it days', async () => {
  let now = new Date()
  const app = await testApp({ clock: () => now })
  const id = await add(app, await bulkOf(app), { imei })
  now = new Date(now.getTime() + 5 * 86_400_000)
  expect(await checkOf(app, id, 'list-token')).toMatchObject({ ok: false, severity: 'warning' })
  expect(await readinessOf(app, id)).toMatchObject({ ready: true })
  now = new Date(now.getTime() + 3 * 86_400_000)
  await app.api('PATCH', `/devices/${id}`, { expirationDays: 30 })
  const check = await checkOf(app, id, 'list-token')
  expect(check).toMatchObject({ ok: false, severity: 'error', fix: { kind: 'call' } })
  expect(await isListedReady(app)).toBe(0)
  const { fix } = check!
  if (fix?.kind !== 'call') throw new Error('no mend')
  await app.api(fix.method, fix.path, fix.body)
  expect(await readinessOf(app, id)).toMatchObject({ ready: true })
})

test('without a token there is none to end', async () => {
  const app = await testApp()
  const id = await add(app, await bulkOf(app, { withoutToken: true }), { imei })
  expect(await checkOf(app, id, 'list-token')).toMatchObject({ ok: true })
  expect(await isListedReady(app)).toBe(1)
})

test('a record needs numbers, and an IMEI that no other record has', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const made = await app.api('POST', '/devices', {
    identifier: 'a',
    platform: 'android',
    userName: 'ana',
  })
  const { id } = made.body
  expect(await checkOf(app, id, 'numbers')).toMatchObject({ ok: false, severity: 'error' })
  await app.api('PATCH', `/devices/${id}`, { serial: 'R1' })
  expect(await checkOf(app, id, 'numbers')).toMatchObject({ ok: false, severity: 'warning' })
  await app.api('PATCH', `/devices/${id}`, { imei })
  expect(await readinessOf(app, id)).toMatchObject({ ready: true })
  // As an older version let it come to be.
  const other = (await app.api('POST', '/devices', { identifier: 'b', platform: 'android', userName: 'ana' }))
    .body
  await app.platform.db.updateTable('device').set({ imei2: imei }).where('id', '=', other.id).execute()
  for (const [one, twin] of [
    [id, 'b'],
    [other.id, 'a'],
  ])
    expect(await checkOf(app, one, 'twins')).toMatchObject({
      ok: false,
      message: expect.stringMatching(new RegExp(`^${twin} has`)),
    })
  expect(await isListedReady(app)).toBe(0)
})
