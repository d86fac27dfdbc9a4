import { expect, test } from 'vitest'
import type { Readiness, ReadinessCheckId } from '../src/contract/readiness.ts'
import { depTest } from './support/dep-test.ts'
import { addPolicy } from './support/policies.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const serial = 'DMQXREADY001'
const devices = [{ serial, model: 'iPad' as const }]

async function readinessOf(app: TestApp, key: string) {
  const { body } = await app.api<Readiness>('GET', `/devices/${key}/readiness`)
  return { ready: body.ready, check: (id: ReadinessCheckId) => body.checks.find((check) => check.id === id) }
}

test('W23: a device that is to be restricted is ready when its profile supervises it', async () => {
  const { app, account: connect } = await depTest({ apple: { devices } })
  const account = await connect('School')
  await app.api('POST', '/groups', { name: 'Pupils' })
  await app.api('POST', '/users', { userName: 'ana' })
  const record = {
    identifier: 'one',
    platform: 'ipados',
    serial,
    depMethod: 'Serial',
    userName: 'ana',
    groups: ['Pupils'],
  }
  const { id } = (await app.api('POST', '/devices', record)).body
  const define = async (profileName: string, isSupervised: boolean) => {
    const { body } = await app.api('POST', '/dep/profiles', {
      accountId: account.id,
      profileName,
      isSupervised,
      isMdmRemovable: true,
      isMandatory: false,
    })
    await app.api('POST', `/dep/profiles/${body.id}/assign`, { serials: [serial] })
  }
  await define('Free', false)
  expect((await readinessOf(app, id)).check('supervised')).toMatchObject({ ok: false, severity: 'info' })
  await addPolicy(app, 'Code', { groups: ['Pupils'] })
  expect((await readinessOf(app, id)).ready).toBe(true)

  const limits = { kind: 'restrictions', values: { allowAppInstallation: false } }
  expect(await addPolicy(app, 'Limits', { groups: ['Pupils'], content: limits })).toMatchObject({
    supervised: true,
  })
  const { ready, check } = await readinessOf(app, id)
  expect(ready).toBe(false)
  expect(check('supervised')).toMatchObject({
    ok: false,
    severity: 'error',
    message:
      'The profile does not supervise it, and the policy “Limits” has an effect on supervised devices only.',
    fix: { label: 'Revise the profile' },
  })
  expect(check('policies')).toMatchObject({ ok: true, message: 'It gets 2 policies.' })
  expect((await app.api('GET', '/devices?ready=true')).body.total).toBe(0)

  await define('Supervised', true)
  expect((await readinessOf(app, id)).ready).toBe(true)
  expect((await app.api('GET', '/devices?ready=true')).body.total).toBe(1)
})

test('a device whose policy cannot be opened is not ready', async () => {
  const app = await testApp()
  await app.api('POST', '/groups', { name: 'Pupils' })
  await addPolicy(app, 'Code', { groups: ['Pupils'] })
  const record = { identifier: 'one', platform: 'ipados', groups: ['Pupils'] }
  const { id } = (await app.api('POST', '/devices', { ...record, authentication: 'keycode' })).body
  await app.platform.db
    .updateTable('policy')
    .set({ content_sealed: Buffer.alloc(60, 1) })
    .execute()
  const { ready, check } = await readinessOf(app, id)
  expect(ready).toBe(false)
  expect(check('policies')).toMatchObject({ ok: false, severity: 'error', fix: { label: 'Open the policy' } })
  expect((await app.api('GET', '/devices?ready=true')).body.total).toBe(0)
})
