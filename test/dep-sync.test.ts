import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { DepAccount, DepDevice } from '../src/contract/dep.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

const smallPages = { limits: { default: 100, maximum: 100 } }

const devicesOf = async ({ app }: DepTest, query = ''): Promise<DepDevice[]> =>
  (await app.api('GET', `/dep/devices?limit=500${query}`)).body.items

const deviceOf = async ({ app }: DepTest, serial: string): Promise<DepDevice> =>
  (await app.api('GET', `/dep/devices/${serial}`)).body

const accountOf = async ({ app }: DepTest, id: string): Promise<DepAccount> =>
  (await app.api('GET', `/dep/accounts/${id}`)).body

/** What would be another one if anything had been written: row versions and the number of events. */
async function fingerprint({ app }: DepTest): Promise<unknown> {
  const { rows } = await sql`
    select (select string_agg(serial || xmin::text, ' ' order by serial) from dep_device) as devices,
      (select count(*) from event) as events`.execute(app.platform.db)
  return rows[0]
}

const eventsOf = async ({ app }: DepTest, serial: string): Promise<string[]> => {
  const rows = await app.platform.db
    .selectFrom('event')
    .innerJoin('dep_device', 'dep_device.id', 'event.subject_id')
    .select('event.kind')
    .where('serial', '=', serial)
    .orderBy('event.seq')
    .execute()
  return rows.map(({ kind }) => kind)
}

test('stores every device that Apple lists, page by page, and says so', async () => {
  const dep = await depTest({ apple: { devices: 250, ...smallPages } })
  const account = await dep.account()
  expect(account).toMatchObject({ state: 'ok', stateText: null, deviceCount: 250 })
  expect(account.lastSync).toMatchObject({ state: 'done', mode: 'full', pages: 4, received: 250, added: 250 })
  const devices = await devicesOf(dep)
  expect(devices).toHaveLength(250)
  expect(devices[0]).toMatchObject({ profileStatus: 'empty', goneSince: null, deviceId: null })
  // Not one event for each device of the first listing, but one for the account.
  expect(await eventsOf(dep, devices[0]!.serial)).toEqual([])
  const events = await dep.app.platform.db.selectFrom('event').select(['kind', 'summary']).execute()
  expect(events.filter(({ kind }) => kind === 'dep-account.listed')).toMatchObject([
    { summary: "Apple's list was read for the first time: 250 devices." },
  ])
})

test('a second sync with nothing changed writes no device and no event, a full one neither', async () => {
  const dep = await depTest({ apple: { devices: 120, ...smallPages } })
  const { id } = await dep.account()
  const before = await fingerprint(dep)
  expect(await dep.sync(id)).toMatchObject({ state: 'done', received: 0, added: 0, changed: 0, removed: 0 })
  expect(await fingerprint(dep)).toEqual(before)
  expect(await dep.sync(id, 'full')).toMatchObject({ mode: 'full', received: 120, added: 0, changed: 0 })
  expect(await fingerprint(dep)).toEqual(before)
})

test('a delta sync tells what came, changed and left', async () => {
  const dep = await depTest({ apple: { devices: ['DEPA00000001', 'DEPA00000002', 'DEPA00000003'] } })
  const { id } = await dep.account()
  await dep.portal('/devices', {
    add: ['DEPA00000004'],
    change: [{ serial: 'DEPA00000001', assetTag: 'A-1' }],
    unassign: ['DEPA00000002'],
  })
  const sync = await dep.sync(id)
  expect(sync).toMatchObject({ state: 'done', mode: 'delta', added: 1, changed: 1, removed: 1 })
  expect((await devicesOf(dep)).map(({ serial }) => serial)).toEqual([
    'DEPA00000001',
    'DEPA00000003',
    'DEPA00000004',
  ])
  expect(await deviceOf(dep, 'DEPA00000001')).toMatchObject({ assetTag: 'A-1' })
  expect((await deviceOf(dep, 'DEPA00000002')).goneSince).not.toBeNull()
  expect((await devicesOf(dep, '&gone=true')).map(({ serial }) => serial)).toEqual(['DEPA00000002'])

  await dep.portal('/devices', { assign: ['DEPA00000002'], server: id })
  expect(await dep.sync(id)).toMatchObject({ added: 1 })
  expect(await eventsOf(dep, 'DEPA00000002')).toEqual(['dep-device.gone', 'dep-device.returned'])
  expect(await eventsOf(dep, 'DEPA00000004')).toEqual(['dep-device.added'])
})

test('what changes between two pages of a listing is not lost', async () => {
  const dep = await depTest({ apple: { devices: 150, ...smallPages } })
  const { body: account } = await dep.app.api('POST', '/dep/accounts', { name: 'changing' })
  const file = await dep.tokenFor(account.id)
  const [later, slow] = [
    { path: '/server/devices', delayMs: 1 },
    { path: '/server/devices', delayMs: 1000 },
  ]
  await dep.portal('/faults', { next: [later, slow] })
  await dep.putToken(account.id, file)
  while ((await accountOf(dep, account.id)).lastSync?.pages !== 1) await pause(20)
  const [listed] = await devicesOf(dep)
  await dep.portal('/devices', { unassign: [listed!.serial], add: ['DEPB00000001'] })

  expect(await dep.lastSync(account.id)).toMatchObject({ state: 'done', pages: 3, added: 151, removed: 1 })
  expect((await deviceOf(dep, listed!.serial)).goneSince).not.toBeNull()
  expect((await deviceOf(dep, 'DEPB00000001')).goneSince).toBeNull()
})

test('goes on after a 503 in the middle from where it was', async () => {
  const dep = await depTest({ apple: { devices: 250, ...smallPages } })
  const { body: account } = await dep.app.api('POST', '/dep/accounts', { name: 'interrupted' })
  const file = await dep.tokenFor(account.id)
  // The first page is answered, the second meets the fault.
  const fault = { path: '/server/devices', status: 503, retryAfter: 3600 }
  await dep.portal('/faults', { next: [{ path: '/server/devices', delayMs: 0, times: 1 }, fault] })
  await dep.putToken(account.id, file)
  const failed = await dep.lastSync(account.id)
  expect(failed).toMatchObject({ state: 'failed', pages: 1, received: 100 })
  expect(failed.error).toContain('503')
  expect(await accountOf(dep, account.id)).toMatchObject({
    state: 'unavailable',
    appleCode: '503',
    deviceCount: 100,
  })

  const calls = dep.apple.apple.calls.get('POST /server/devices') ?? 0
  await dep.portal('/devices', { unassign: [(await devicesOf(dep))[0]!.serial] })
  expect(await dep.sync(account.id)).toMatchObject({ state: 'done', pages: 3, added: 150, removed: 1 })
  expect((dep.apple.apple.calls.get('POST /server/devices') ?? 0) - calls).toBe(2)
  expect(await accountOf(dep, account.id)).toMatchObject({ state: 'ok', stateText: null, deviceCount: 249 })
})

test('an expired cursor starts a full listing, once, which also finds what has left', async () => {
  const dep = await depTest({ apple: { devices: ['DEPC00000001', 'DEPC00000002', 'DEPC00000003'] } })
  const { id } = await dep.account()
  await dep.portal('/devices', { unassign: ['DEPC00000002'], add: ['DEPC00000004'] })
  await dep.portal('/clock', { days: 8 })
  const sync = await dep.sync(id)
  expect(sync).toMatchObject({ state: 'done', mode: 'full', received: 3, added: 1, removed: 1 })
  expect((await deviceOf(dep, 'DEPC00000002')).goneSince).not.toBeNull()

  await dep.portal('/faults', {
    next: [
      { path: '/devices/sync', status: 400, body: 'INVALID_CURSOR' },
      { path: '/server/devices', status: 400, body: '"INVALID_CURSOR"' },
    ],
  })
  expect(await dep.sync(id)).toMatchObject({ state: 'failed', pages: 0 })
  expect((await accountOf(dep, id)).state).toBe('ok')
  expect(await dep.sync(id)).toMatchObject({ state: 'done', received: 3 })
})

test('a cursor that comes back with more to follow ends the round', async () => {
  const dep = await depTest({ apple: { devices: 3 } })
  const { id } = await dep.account()
  await dep.portal('/faults', { next: [{ path: '/devices/sync', sameCursor: true }] })
  expect(await dep.sync(id)).toMatchObject({ state: 'done', pages: 1 })
  await dep.portal('/devices', { add: 1 })
  expect(await dep.sync(id)).toMatchObject({ state: 'done', added: 1 })
})

test('a device that was changed twice in a page is told of once', async () => {
  const dep = await depTest({ apple: { devices: ['DEPD00000001'] } })
  const { id } = await dep.account()
  await dep.portal('/devices', { unassign: ['DEPD00000001'] })
  await dep.portal('/devices', { assign: ['DEPD00000001'], server: id })
  await dep.portal('/devices', { change: [{ serial: 'DEPD00000001', assetTag: 'LAST' }] })
  expect(await dep.sync(id)).toMatchObject({ received: 3, added: 0, changed: 1, removed: 0 })
  expect(await deviceOf(dep, 'DEPD00000001')).toMatchObject({ assetTag: 'LAST', goneSince: null })
})

test('one sync of an account at a time', async () => {
  const dep = await depTest({ apple: { devices: 3 } })
  const { id } = await dep.account()
  await dep.portal('/faults', { next: [{ path: '/devices/sync', delayMs: 800 }] })
  const first = await dep.app.api('POST', `/dep/accounts/${id}/sync`)
  const second = await dep.app.api('POST', `/dep/accounts/${id}/sync`)
  expect([first.status, second.status, second.body.code]).toEqual([202, 409, 'dep-sync.running'])
  await dep.lastSync(id)
  const { body } = await dep.app.api('GET', `/dep/accounts/${id}/syncs`)
  expect(body).toMatchObject({ total: 2, nextCursor: null })
})

test('devices become records to enroll with where the account says so', async () => {
  const dep = await depTest({
    apple: {
      devices: [
        { serial: 'DEPE00000001', model: 'iPad' },
        'DEPE00000002',
        { serial: 'DEPE00000003', model: 'Mac' },
      ],
    },
  })
  const { id } = await dep.account('Pre-enrolled')
  const existing = { identifier: 'MINE-1', platform: 'ios', serial: 'DEPE00000002' }
  expect((await dep.app.api('POST', '/devices', existing)).status).toBe(201)
  await dep.app.api('PATCH', `/dep/accounts/${id}`, { addAsPreEnrolled: true })
  await dep.sync(id)

  const { body } = await dep.app.api('GET', '/devices?source=dep')
  expect(body.items).toMatchObject([
    { identifier: 'DEPE00000001', serial: 'DEPE00000001', platform: 'ipados', displayName: 'DEP_device' },
    { identifier: 'DEPE00000003', platform: 'macos', depMethod: 'Serial', source: 'dep' },
  ])
  expect(await deviceOf(dep, 'DEPE00000002')).toMatchObject({ deviceIdentifier: 'MINE-1' })

  await dep.app.api('DELETE', '/devices/serial:DEPE00000001')
  await dep.portal('/devices', { add: ['DEPE00000004'] })
  await dep.sync(id)
  const { body: later } = await dep.app.api('GET', '/devices?source=dep')
  expect(later.items.map(({ serial }: DepDevice) => serial)).toEqual(['DEPE00000003', 'DEPE00000004'])
})
