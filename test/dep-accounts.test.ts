import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { DepAccount } from '../src/contract/dep.ts'
import { healSyncs } from '../src/dep/heal-syncs.ts'
import { remindOfExpiry } from '../src/expiring/remind.ts'
import { uuidv7 } from '../src/platform/uuid.ts'
import { depTest, type DepTest } from './support/dep-test.ts'
import { apply, plan, planAndApply } from './support/import.ts'

const accountOf = async ({ app }: DepTest, id: string): Promise<DepAccount> =>
  (await app.api<DepAccount>('GET', `/dep/accounts/${id}`)).body

const eventsOf = ({ app }: DepTest, id: string) =>
  app.platform.db
    .selectFrom('event')
    .select(['kind', 'summary'])
    .where('subject_id', '=', id)
    .orderBy('seq')
    .execute()

const devicesOf = async ({ app }: DepTest) => (await app.api('GET', '/devices?limit=500')).body.items

test('a token of another server is explained with both sides; confirmed, the account moves there', async () => {
  const dep = await depTest({ apple: { devices: ['DEPA00000001', 'DEPA00000002'] } })
  const { id } = await dep.account('School')
  const profile = await dep.app.api('POST', '/dep/profiles', { accountId: id, profileName: 'Pupils' })
  await dep.app.api('PATCH', `/dep/accounts/${id}`, { defaultProfileId: profile.body.id })
  await dep.portal('/devices', { server: id, unassign: ['DEPA00000002'] })
  const file = await dep.tokenFor(id, { name: 'Annex' })
  await dep.portal('/devices', { server: 'Annex', assign: ['DEPA00000002'] })

  const refused = await dep.putToken(id, file)
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: 'dep-token.other-server',
      expected: id,
      found: 'Annex',
      comparison: {
        serverUuid: { account: expect.any(String), token: expect.any(String) },
        organization: { account: expect.any(String), token: expect.any(String) },
        sameConsumerKey: false,
      },
    },
  })
  expect(refused.body.detail).toContain('make a new account for “Annex”')
  expect((await accountOf(dep, id)).serverName).toBe(id)

  const moved = await dep.app.api('PUT', `/dep/accounts/${id}/token?confirmOtherServer=true`, file, {
    headers: { 'content-type': 'application/octet-stream' },
  })
  expect(moved).toMatchObject({ status: 200, body: { serverName: 'Annex', defaultProfileId: null } })
  expect(await dep.lastSync(id)).toMatchObject({ state: 'done', mode: 'full' })
  const { body: listed } = await dep.app.api('GET', `/dep/devices?account=${id}`)
  expect(listed.items.map(({ serial }: { serial: string }) => serial)).toEqual(['DEPA00000002'])
  const { body: gone } = await dep.app.api('GET', `/dep/devices?account=${id}&gone=true`)
  expect(gone.items.map(({ serial }: { serial: string }) => serial)).toEqual(['DEPA00000001'])
  expect((await eventsOf(dep, id)).map(({ kind }) => kind)).toContain('dep-account.moved')
})

test('a newer download ends the token that is here, and says so; the older file is refused by name', async () => {
  const dep = await depTest({ apple: { devices: 1 } })
  const { id } = await dep.account()
  const newer = await dep.tokenFor(id)
  await dep.portal('/sessions/drop', {})
  expect(await dep.sync(id)).toMatchObject({ state: 'failed' })
  const account = await accountOf(dep, id)
  expect(account).toMatchObject({ state: 'token-replaced', appleCode: 'signature_invalid' })
  expect(account.stateText).toContain('A newer token was downloaded')

  const newest = await dep.tokenFor(id)
  const old = await dep.putToken(id, newer)
  expect(old).toMatchObject({ status: 400, body: { code: 'dep-token.refused' } })
  expect(old.body.detail).toContain('Upload the newest file')
  expect((await dep.putToken(id, newest)).body).toMatchObject({ state: 'ok', stateText: null })
})

test('a wrong clock is a state of its own, with the distance', async () => {
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const dep = await depTest({ apple: { oauth: 'strict' }, app: { clock } })
  const { id } = await dep.account()
  ahead = 20 * 60_000
  await dep.portal('/sessions/drop', {})
  expect(await dep.sync(id)).toMatchObject({ state: 'failed' })
  const account = await accountOf(dep, id)
  expect(account.state).toBe('clock-wrong')
  expect(account.stateText).toContain('20 minutes ahead of Apple')
  ahead = 0
  expect(await dep.sync(id)).toMatchObject({ state: 'done' })
})

test('a renewal tells of the pair that waits for its token', async () => {
  const dep = await depTest({ apple: { devices: 1 } })
  const { id, newKeyPairAt } = await dep.account()
  expect(newKeyPairAt).toBeNull()
  const { body: renewed } = await dep.app.api('POST', `/dep/accounts/${id}/certificate/renew`)
  expect(renewed.newKeyPairAt).not.toBeNull()
  expect(renewed.state).toBe('ok')
  const saved = await dep.putToken(id, await dep.tokenFor(id))
  expect(saved.body).toMatchObject({ newKeyPairAt: null, state: 'ok' })
  const [last] = (await eventsOf(dep, id)).filter(({ kind }) => kind === 'dep-account.token-saved').slice(-1)
  expect(last?.summary).toContain('It replaces the one that was good until')
})

test('the end of a token is told once at each threshold, and begins anew with another token', async () => {
  const dep = await depTest()
  const { app } = dep
  const { id } = await dep.account('School')
  await dep.putToken(id, await dep.tokenFor(id, { expiresInDays: 45.5 }))
  const day = (days: number) => new Date(Date.now() + days * 86_400_000)
  const remind = async (days: number) => {
    await remindOfExpiry(app.platform, day(days))
    await remindOfExpiry(app.platform, day(days))
    const told = (await eventsOf(dep, id)).filter(({ kind }) => kind.startsWith('dep-account.token-end'))
    return told.map(({ summary }) => /in \d+ days|tomorrow|ended/.exec(summary)?.[0])
  }
  expect(await remind(0)).toEqual(['in 46 days'])
  expect(await remind(10)).toEqual(['in 46 days'])
  expect(await remind(39)).toEqual(['in 46 days', 'in 7 days'])
  expect(await remind(45)).toEqual(['in 46 days', 'in 7 days', 'tomorrow'])
  expect(await remind(46)).toEqual(['in 46 days', 'in 7 days', 'tomorrow', 'ended'])
  await dep.putToken(id, await dep.tokenFor(id, { expiresInDays: 20 }))
  expect((await remind(0)).at(-1)).toBe('in 20 days')
  const { body: timeline } = await app.api('GET', `/dep/accounts/${id}/timeline?limit=1`)
  expect(timeline.items).toMatchObject([{ kind: 'dep-account.token-ends-soon', actor: 'Muster' }])
  const next = await app.api('GET', `/dep/accounts/${id}/timeline?limit=1&cursor=${timeline.nextCursor}`)
  expect(next.body).toMatchObject({ items: [{ kind: expect.stringMatching(/^dep-account/) }] })
})

test('lists everything with a lifetime, soonest first, to those who may read it', async () => {
  const dep = await depTest()
  const { app } = dep
  const { id } = await dep.account('School')
  await dep.putToken(id, await dep.tokenFor(id, { expiresInDays: 10.5 }))
  const expiresAt = new Date(Date.now() + 90.5 * 86_400_000).toISOString()
  await app.api('POST', '/api-tokens', { name: 'script', role: 'Auditor', expiresAt })
  const { body } = await app.api('GET', '/expiring')
  expect(body.items).toMatchObject([
    { kind: 'dep-token', id, name: 'School', daysLeft: 10, state: 'soon' },
    { kind: 'api-token', name: 'script', daysLeft: 90, state: 'later' },
  ])
  const metrics = await (await fetch(`${app.url}/metrics`)).text()
  expect(metrics).toMatch(/muster_dep_token_seconds_left\{account="School"\} 9\d{5}/)
  const token = await app.tokenFor('Help desk')
  expect((await app.api('GET', '/expiring', undefined, { token })).body.items).toEqual([])
})

test('devices are added with the defaults of their account: groups, template, authentication', async () => {
  const dep = await depTest({ apple: { devices: ['DEPA00000001'] } })
  const { app } = dep
  const { id } = await dep.account('School')
  for (const [path, name] of [
    ['groups', 'Year 7'],
    ['groups', 'Pupils'],
    ['templates', 'Classroom'],
  ] as const)
    await app.api('POST', `/${path}`, { name })
  const set = (defaults: object) =>
    app.api('PATCH', `/dep/accounts/${id}`, { addAsPreEnrolled: true, defaults })
  expect(await set({ groups: ['Year 8'] })).toMatchObject({ body: { code: 'group.not-found' } })
  const wish = { groups: ['Pupils', 'Year 7'], template: 'Classroom', authentication: 'login' }
  expect((await set(wish)).body.defaults).toEqual(wish)
  await dep.sync(id)
  expect(await devicesOf(dep)).toMatchObject([
    {
      displayName: 'DEP_device',
      serial: 'DEPA00000001',
      source: 'dep',
      depMethod: 'Serial',
      ...wish,
    },
  ])
  expect((await set({ template: null, authentication: 'keycode' })).body.defaults).toEqual({
    groups: wish.groups,
    template: null,
    authentication: 'keycode',
  })
  await dep.portal('/devices', { server: id, add: ['DEPA00000002'] })
  await dep.sync(id)
  const added = (await devicesOf(dep)).find(({ serial }: { serial: string }) => serial === 'DEPA00000002')
  expect(added).toMatchObject({ depMethod: 'Keycode', authentication: 'keycode', template: null })
})

const phone = {
  serial: 'DEPA00000009',
  model: 'iPhone' as const,
  imei: ['35 693803 564380 9'],
  meid: [],
}
const bySerial = `Identifier,OS,DEPMethod,Serial,DisplayName\ntill-1,ios,Serial,${phone.serial},Till\n`

test('a record that an import made is linked, not doubled: Serial method, import first', async () => {
  const dep = await depTest({ apple: { devices: [phone] } })
  const { id } = await dep.account('School')
  await planAndApply(dep.app, bySerial)
  await dep.app.api('PATCH', `/dep/accounts/${id}`, { addAsPreEnrolled: true })
  await dep.sync(id)
  expect(await devicesOf(dep)).toMatchObject([
    { identifier: 'till-1', serial: phone.serial, source: 'csv', dep: { account: 'School' } },
  ])
})

test('a record that an import made is linked, not doubled: by IMEI, import first', async () => {
  const dep = await depTest({ apple: { devices: [phone] } })
  const { id } = await dep.account('School')
  await dep.app.api('POST', '/devices', { identifier: 'till-1', platform: 'ios', imei: '356938035643809' })
  await dep.app.api('PATCH', `/dep/accounts/${id}`, { addAsPreEnrolled: true })
  await dep.sync(id)
  const [device, ...others] = await devicesOf(dep)
  expect(others).toEqual([])
  expect(device).toMatchObject({ identifier: 'till-1', serial: phone.serial, dep: { account: 'School' } })
  expect((await eventsOf(dep, device.id)).at(-1)?.summary).toContain(phone.serial)
})

test('an import after the sync finds the record that the sync made, by serial number and by IMEI', async () => {
  const dep = await depTest({ apple: { devices: [phone] } })
  const { id } = await dep.account('School')
  await dep.app.api('PATCH', `/dep/accounts/${id}`, { addAsPreEnrolled: true })
  await dep.sync(id)
  expect(await devicesOf(dep)).toMatchObject([{ serial: phone.serial, imei: '356938035643809' }])

  const byImei = await plan(dep.app, 'IMEI,Serial Number,Manufacturer,Room\n356938035643809,,,12\n')
  expect(byImei.rows).toMatchObject([{ outcome: 'update', label: phone.serial }])
  const both = await plan(dep.app, `Serial Number,Room\n${phone.serial},13\n`)
  expect(both.rows).toMatchObject([{ outcome: 'update', label: phone.serial }])
  await apply(dep.app, byImei.id)
  expect(await devicesOf(dep)).toMatchObject([{ serial: phone.serial, customAttributes: { Room: '12' } }])
})

test('the serial number of one record and the IMEI of another do not make a third', async () => {
  const dep = await depTest({ apple: { devices: [phone] } })
  const { id } = await dep.account('School')
  const other = { identifier: 'other', platform: 'ios', imei: phone.imei[0], serial: 'DEPA00000777' }
  expect((await dep.app.api('POST', '/devices', other)).status).toBe(201)
  await dep.app.api('PATCH', `/dep/accounts/${id}`, { addAsPreEnrolled: true })
  await dep.sync(id)
  expect(await devicesOf(dep)).toMatchObject([
    { serial: phone.serial, imei: null, source: 'dep' },
    { identifier: 'other', serial: 'DEPA00000777' },
  ])
})

test('accounts are synced side by side', async () => {
  const dep = await depTest({ apple: { devices: 3 } })
  const ids = []
  for (const name of ['A', 'B', 'C']) ids.push((await dep.account(name)).id)
  await dep.portal('/faults', { latencyMs: 1000 })
  for (const id of ids) await dep.app.api('POST', `/dep/accounts/${id}/sync`)
  const running = async () => {
    const { body } = await dep.app.api('GET', '/dep/accounts')
    const syncs = body.items.map(({ lastSync }: DepAccount) => lastSync)
    return syncs.filter((sync: DepAccount['lastSync']) => sync?.state === 'running' && sync.begunAt).length
  }
  let most = 0
  for (let n = 0; n < 40 && most < 3; n++) {
    most = Math.max(most, await running())
    await pause(50)
  }
  expect(most).toBe(3)
  await dep.portal('/faults', { reset: true })
  for (const id of ids) expect(await dep.lastSync(id)).toMatchObject({ state: 'done' })
})

test('a sync whose server died is told as interrupted at the next start, and goes on', async () => {
  const dep = await depTest({ apple: { devices: 3 } })
  const { id } = await dep.account('School')
  const { platform } = dep.app
  const syncId = uuidv7()
  await platform.db
    .insertInto('dep_sync')
    .values({ id: syncId, account_id: id, mode: 'delta', state: 'running', begun_at: new Date(), pages: 1 })
    .execute()
  await healSyncs(platform)
  expect(await dep.lastSync(id)).toMatchObject({ id: syncId, state: 'done', error: null })
  expect((await eventsOf(dep, id)).at(-1)).toMatchObject({ kind: 'dep-account.sync-interrupted' })
  await healSyncs(platform)
  expect((await eventsOf(dep, id)).filter(({ kind }) => kind.endsWith('interrupted'))).toHaveLength(1)
})

test('devices are offered the DEP section once there is an account, or as the setting says', async () => {
  const dep = await depTest()
  const { app } = dep
  const enabled = async () => (await app.api('GET', '/dep/enabled')).body.enabled
  expect(await enabled()).toBe(false)
  await app.api('PUT', '/settings/enrollment', { depEnabled: 'on' })
  expect(await enabled()).toBe(true)
  await app.api('PUT', '/settings/enrollment', { depEnabled: 'automatic' })
  await app.api('POST', '/dep/accounts', { name: 'School' })
  expect(await enabled()).toBe(true)
  await app.api('PUT', '/settings/enrollment', { depEnabled: 'off' })
  expect(await enabled()).toBe(false)
})

test('an account tells its health: what failed, what waits, what differs', async () => {
  const dep = await depTest({ apple: { devices: ['DEPA00000001', 'DEPA00000002'] } })
  const { app } = dep
  const { id } = await dep.account('School')
  const { body: profile } = await app.api('POST', '/dep/profiles', { accountId: id, profileName: 'Pupils' })
  await dep.portal('/faults', { failed: ['DEPA00000001'] })
  const serials = ['DEPA00000001', 'DEPA00000002']
  await app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials })
  expect(await accountOf(dep, id)).toMatchObject({
    deviceCount: 2,
    waitingAssignments: 1,
    failedAssignments: 0,
    openDifferences: 0,
  })
})
