import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Device } from '../src/contract/device.ts'
import type { DepAccount, DepProfile } from '../src/contract/dep.ts'
import type { Readiness, ReadinessCheckId, ReadinessFix } from '../src/contract/readiness.ts'
import { depTest, type DepTest } from './support/dep-test.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const serial = 'DMQXREADY001'
const devices = [{ serial, model: 'iPad' as const }]

async function readinessOf(app: TestApp, key: string): Promise<Readiness> {
  const { status, body } = await app.api<Readiness>('GET', `/devices/${key}/readiness`)
  expect(status).toBe(200)
  return body
}

async function checkOf(app: TestApp, key: string, id: ReadinessCheckId) {
  return (await readinessOf(app, key)).checks.find((check) => check.id === id)
}

const failuresOf = async (app: TestApp, key: string) =>
  (await readinessOf(app, key)).checks
    .filter(({ ok, severity }) => !ok && severity === 'error')
    .map(({ id }) => id)

/** What the button of the console does. */
async function mend(app: TestApp, fix: ReadinessFix | null | undefined): Promise<void> {
  if (fix?.kind !== 'call') throw new Error(`Nothing to do: ${JSON.stringify(fix)}`)
  const { status, body } = await app.api(fix.method, fix.path, fix.body)
  expect([200, 202]).toContain(status)
  expect(body.type).toBeUndefined()
}

async function add(app: TestApp, more: object): Promise<Device> {
  const { status, body } = await app.api('POST', '/devices', {
    identifier: 'one',
    platform: 'ipados',
    ...more,
  })
  expect([status, body.errors]).toEqual([201, undefined])
  return body
}

async function define({ app }: DepTest, account: DepAccount, more: object = {}): Promise<DepProfile> {
  const { status, body } = await app.api('POST', '/dep/profiles', {
    accountId: account.id,
    profileName: 'Pupils',
    ...more,
  })
  expect(status).toBe(201)
  return body
}

const listed = async (app: TestApp, query: string): Promise<string[]> =>
  (await app.api('GET', `/devices?${query}`)).body.items.map(({ identifier }: Device) => identifier)

test('a device of the DEP becomes ready by mending what its checks name, one after the other', async () => {
  const dep = await depTest({ apple: { devices } })
  const { app } = dep
  await app.api('POST', '/users', { userName: 'ana' })
  const { id } = await add(app, { serial, depMethod: 'Serial' })
  expect(await checkOf(app, id, 'dep-listed')).toMatchObject({
    ok: false,
    severity: 'error',
    message: 'It is to come by Apple’s DEP, and there is no Apple account.',
    fix: { kind: 'link', link: '/dep/accounts' },
  })

  const account = await dep.account('School')
  expect(await checkOf(app, id, 'dep-listed')).toMatchObject({ ok: true })
  expect(await checkOf(app, id, 'dep-token')).toMatchObject({ ok: true })
  expect(await failuresOf(app, id)).toEqual(['dep-profile'])
  expect(await checkOf(app, id, 'dep-profile')).toMatchObject({
    fix: { kind: 'link', link: `/dep/devices?q=${serial}` },
  })
  const profile = await define(dep, account)
  await app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: profile.id })
  await mend(app, (await checkOf(app, id, 'dep-profile'))?.fix)
  expect(await readinessOf(app, id)).toMatchObject({ ready: true })
  expect(await checkOf(app, id, 'dep-profile')).toMatchObject({ ok: true })
  expect(await checkOf(app, id, 'push')).toMatchObject({
    ok: false,
    severity: 'warning',
    fix: { link: '/push-certificate' },
  })
  expect(await checkOf(app, id, 'certificates')).toMatchObject({ ok: true })
  // W24, and a serial number that nobody is named for.
  expect(await checkOf(app, id, 'mandatory')).toMatchObject({ ok: false, severity: 'info' })
  expect(await checkOf(app, id, 'authentication')).toMatchObject({ ok: false, severity: 'warning' })
  await app.api('PATCH', `/devices/${id}`, { userName: 'ana' })
  expect(await checkOf(app, id, 'authentication')).toMatchObject({ ok: true })

  // The lists, the filter and the numbers say the same.
  await add(app, { identifier: 'two', serial: 'NOTATAPPLE01', depMethod: 'Serial' })
  expect(await listed(app, 'ready=true')).toEqual(['one'])
  expect(await listed(app, 'ready=false')).toEqual(['two'])
  expect((await app.api('GET', '/devices?ready=false')).body).toMatchObject({
    total: 1,
    items: [{ ready: false }],
  })
  expect((await app.api('GET', '/devices')).body.items.map(({ ready }: Device) => ready)).toEqual([
    true,
    false,
  ])
  expect((await app.api('GET', '/readiness')).body).toEqual({ ready: 1, notReady: 1 })
  const { body: csv } = await app.api<string>('GET', '/exports/devices.csv?ready=true&users=with')
  expect(csv).toContain('one')
  expect(csv).not.toContain('two')
  expect((await app.api('GET', '/devices?ready=maybe')).status).toBe(400)
  expect((await app.api('GET', `/devices/serial:${serial}/readiness`)).body.ready).toBe(true)
  expect((await app.api('GET', '/devices/identifier:nobody/readiness')).status).toBe(404)
})

test('the profile must be the latest version, lead here, and be confirmed by Apple', async () => {
  const dep = await depTest({ apple: { devices } })
  const { app } = dep
  const { id } = await add(app, { serial, depMethod: 'Serial' })
  const account = await dep.account('School')
  const elsewhere = await define(dep, account, {
    url: 'https://other.example/enroll',
    isSupervised: false,
    isMdmRemovable: true,
    isMandatory: false,
  })
  const assign = (profileId: string) =>
    app.api('POST', `/dep/profiles/${profileId}/assign`, { serials: [serial] })
  await assign(elsewhere.id)
  expect(await failuresOf(app, id)).toEqual(['dep-address'])
  expect((await checkOf(app, id, 'dep-address'))?.message).toContain('https://other.example')
  expect(await checkOf(app, id, 'supervised')).toMatchObject({ ok: false, severity: 'info' })
  expect(await checkOf(app, id, 'mandatory')).toBeUndefined()

  const profile = await define(dep, account)
  await assign(profile.id)
  expect(await failuresOf(app, id)).toEqual([])

  // An edit is a new version at Apple; a device that Apple does not let go of keeps the old one.
  await dep.portal('/faults', { throttled: [serial], retryAfterSeconds: 7200 })
  const { url: _url, ...fields } = profile.fields
  const revised = await app.api('POST', `/dep/profiles/${profile.id}/revise`, { ...fields, department: 'IT' })
  expect(revised.body.code).toBeUndefined()
  await until(async () => (await failuresOf(app, id)).includes('dep-version'))
  expect((await checkOf(app, id, 'dep-version'))?.message).toBe(
    'It has version 1 of “Pupils”; the latest is version 2.',
  )
  await until(async () => (await failuresOf(app, id)).includes('dep-profile'))
  expect(await checkOf(app, id, 'dep-profile')).toMatchObject({
    message: 'A profile is chosen for it, and Apple has not confirmed it yet.',
    fix: { kind: 'link', link: `/dep/assignments?q=${serial}` },
  })
})

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(50)
}

test('what Apple says of the device and of the account counts', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const { app } = dep
  const made = await add(app, { platform: 'macos', serial, depMethod: 'Serial', expirationDays: 365 })
  const account = await dep.account('School')
  const profile = await define(dep, account)
  await app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: [serial] })
  expect(await failuresOf(app, made.id)).toEqual(['platform'])
  expect((await app.api('DELETE', `/devices/${made.id}`)).status).toBe(204)
  const { id } = await add(app, { serial, depMethod: 'Serial', expirationDays: 365 })
  expect(await failuresOf(app, id)).toEqual([])

  await dep.portal('/activate', { serial })
  await dep.sync(account.id)
  expect(await checkOf(app, id, 'factory-reset')).toMatchObject({ ok: false, severity: 'warning' })

  await dep.portal('/devices', { unassign: [serial] })
  await dep.sync(account.id)
  expect(await failuresOf(app, id)).toEqual(['dep-listed'])
  await dep.portal('/devices', { assign: [serial], server: account.id })
  await mend(app, (await checkOf(app, id, 'dep-listed'))?.fix)
  await until(async () => !(await failuresOf(app, id)).includes('dep-listed'))

  now = new Date(now.getTime() + 366 * 86_400_000)
  expect(await checkOf(app, id, 'dep-token')).toMatchObject({
    ok: false,
    severity: 'error',
    fix: { kind: 'link', link: `/dep/accounts/${account.id}` },
  })
})

test('the record itself: time to check in, withdrawal, codes, mail address', async () => {
  let now = new Date()
  const app = await testApp({ clock: () => now })
  const { id } = await add(app, {
    platform: 'android',
    imei: '490154203237518',
    authentication: 'keycode',
    code: '111111',
    expirationDays: 2,
  })
  expect(await failuresOf(app, id)).toEqual([])
  expect(await checkOf(app, id, 'code')).toMatchObject({ ok: false, severity: 'warning' })
  expect(await checkOf(app, id, 'mail')).toMatchObject({ ok: false, severity: 'info' })
  await app.api('PATCH', `/devices/${id}`, { code: '83726451', registrationEmail: 'ana@school.example' })
  expect(await checkOf(app, id, 'code')).toMatchObject({ ok: true })
  expect(await checkOf(app, id, 'mail')).toMatchObject({ ok: true })
  // Nothing of Apple's is asked of it.
  expect((await readinessOf(app, id)).checks.map(({ id: check }) => check)).toEqual([
    'expiry',
    'numbers',
    'twins',
    'authentication',
    'code',
    'mail',
    'factory-reset',
  ])

  now = new Date(now.getTime() + 3 * 86_400_000)
  expect(await failuresOf(app, id)).toEqual(['expiry'])
  await app.api('PUT', '/settings/enrollment', { checkInExpiryEnforced: false })
  expect(await checkOf(app, id, 'expiry')).toMatchObject({ ok: false, severity: 'info' })
  expect(await listed(app, 'ready=true')).toEqual(['one'])
  await app.api('PUT', '/settings/enrollment', { checkInExpiryEnforced: true })
  expect(await listed(app, 'ready=true')).toEqual([])
  await mend(app, (await checkOf(app, id, 'expiry'))?.fix)
  expect(await readinessOf(app, id)).toMatchObject({ ready: true })

  await app.api('POST', `/devices/${id}/withdraw`)
  expect(await readinessOf(app, id)).toMatchObject({ ready: false, checks: [{ id: 'record', ok: false }] })
})

test('W27, W28, W29: one way to prove who it is for, and an agent that is published and new enough', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const { id } = await add(app, { agentInstallRequired: true })
  expect(await failuresOf(app, id)).toEqual(['authentication', 'agent'])
  await app.api('PATCH', `/devices/${id}`, { authentication: 'login', userName: 'ana' })
  expect(await checkOf(app, id, 'authentication')).toMatchObject({ ok: false, severity: 'warning' })
  await app.api('PATCH', `/devices/${id}`, { userName: null })
  expect(await checkOf(app, id, 'authentication')).toMatchObject({ ok: true })

  const set = (settings: object) => app.api('PUT', '/settings/enrollment', settings)
  expect((await checkOf(app, id, 'agent'))?.fix).toMatchObject({ link: '/settings/enrollment' })
  expect((await set({ agentManifestUrl: 'http://insecure.example' })).status).toBe(400)
  expect((await set({ agentVersion: '3.x' })).status).toBe(400)
  await set({ agentAppId: '1234567890', agentVersion: '3.3', minimumAgentVersion: '3.3.1' })
  expect((await checkOf(app, id, 'agent'))?.message).toBe(
    'The published agent has version 3.3; at least 3.3.1 is needed.',
  )
  await set({ agentVersion: '3.10' })
  expect(await checkOf(app, id, 'agent')).toMatchObject({ ok: true })
  expect(await readinessOf(app, id)).toMatchObject({ ready: true })
})

test('an address that Apple devices refuse keeps all of them out; one for this machine is a rehearsal', async () => {
  let url = 'http://muster.school.example'
  const app = await testApp({ publicUrl: () => url })
  await app.api('POST', '/users', { userName: 'ana' })
  const { id } = await add(app, { userName: 'ana' })
  await add(app, { identifier: 'phone', platform: 'android', imei: '490154203237518', userName: 'ana' })
  expect(await failuresOf(app, id)).toEqual(['address'])
  expect(await listed(app, 'ready=true')).toEqual(['phone'])
  url = 'http://localhost:8080'
  expect(await checkOf(app, id, 'address')).toMatchObject({ ok: false, severity: 'warning' })
  url = 'https://muster.school.example'
  expect(await checkOf(app, id, 'address')).toMatchObject({ ok: true })
  expect(await listed(app, 'ready=true')).toEqual(['one', 'phone'])
})

test('where the user has something to type or to choose, the profile must have the address of the pages', async () => {
  const dep = await depTest({ apple: { devices } })
  const { app } = dep
  const account = await dep.account('School')
  const assign = async (profile: DepProfile) =>
    app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: [serial] })
  const plain = await define(dep, account)
  expect(plain.fields.configurationWebUrl).toBeUndefined()
  await assign(plain)
  const { id } = await add(app, { serial, depMethod: 'Keycode', code: '83726451' })
  expect(await failuresOf(app, id)).toEqual(['web-view'])
  expect(await checkOf(app, id, 'web-view')).toMatchObject({
    fix: { kind: 'link', link: `/dep/profiles/${plain.id}/revise` },
  })
  expect(await listed(app, 'ready=true')).toEqual([])

  // From now on a profile gets the address by itself, unless it says that it wants none.
  const withPages = await define(dep, account)
  expect(withPages.fields.configurationWebUrl).toBe(`${app.url}/apple/enroll`)
  expect((await define(dep, account, { configurationWebUrl: null })).fields.configurationWebUrl).toBeNull()
  await assign(withPages)
  expect(await failuresOf(app, id)).toEqual([])
  expect(await listed(app, 'ready=true')).toEqual(['one'])
})
