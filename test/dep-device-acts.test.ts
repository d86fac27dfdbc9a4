import { expect, test } from 'vitest'
import type { DepDevice } from '../src/contract/dep.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

const deviceAt = async ({ app }: DepTest, serial: string): Promise<DepDevice> =>
  (await app.api<DepDevice>('GET', `/dep/devices/${serial}`)).body

const timelineOf = async ({ app }: DepTest, kind: 'dep-device' | 'device', serial: string) => {
  const table = kind === 'device' ? 'device' : 'dep_device'
  const { id } = await app.platform.db
    .selectFrom(table)
    .select('id')
    .where('serial', '=', serial)
    .executeTakeFirstOrThrow()
  const events = await app.platform.db
    .selectFrom('event')
    .select(['kind', 'summary'])
    .where('subject_id', '=', id)
    .orderBy('seq')
    .execute()
  return events.map((event) => event.kind)
}

const auditOf = async ({ app }: DepTest, action: string) =>
  (await app.api('GET', `/audit-events?action=${action}`)).body.items

test('reads Apple’s records anew, of one device and of many, without waiting for a sync', async () => {
  const dep = await depTest({ apple: { devices: ['DEPR00000001', 'DEPR00000002', 'DEPR00000003'] } })
  const { app } = dep
  const { id } = await dep.account()
  await dep.portal('/devices', { server: id, change: [{ serial: 'DEPR00000001', assetTag: 'A-7' }] })
  const one = await app.api('POST', '/dep/devices/DEPR00000001/refresh')
  expect(one).toMatchObject({ status: 200, body: { serial: 'DEPR00000001', assetTag: 'A-7' } })
  expect((await app.api('POST', '/dep/devices/UNKNOWN/refresh')).body.code).toBe('dep-device.not-found')

  await dep.portal('/devices', { unassign: ['DEPR00000003'] })
  await dep.portal('/devices', { server: id, change: [{ serial: 'DEPR00000002', assetTag: 'B-7' }] })
  const serials = ['DEPR00000001', 'DEPR00000002', 'DEPR00000003', 'ELSEWHERE']
  const many = await app.api('POST', '/dep/devices/refresh', { serials })
  expect(many.body).toMatchObject({ succeeded: 2, failed: 2, changed: 2 })
  expect(many.body.results.map((r: { status: string; changed: boolean }) => [r.status, r.changed])).toEqual([
    ['SUCCESS', false],
    ['SUCCESS', true],
    ['NOT_ACCESSIBLE', true],
    ['NOT_ACCESSIBLE', false],
  ])
  expect((await deviceAt(dep, 'DEPR00000003')).goneSince).not.toBeNull()
  const { body: timeline } = await app.api('GET', '/dep/devices/DEPR00000003/timeline')
  expect(timeline.items[0]).toMatchObject({ kind: 'dep-device.gone', actor: 'Apple' })

  await dep.portal('/faults', { next: [{ path: '/devices', status: 503 }] })
  expect(await app.api('POST', '/dep/devices/refresh', { serials })).toMatchObject({
    status: 502,
    body: { code: 'dep.unavailable' },
  })
})

test('disowning wants the number typed, tells Apple’s answer for each, and leaves the records to people', async () => {
  const dep = await depTest({ apple: { devices: ['DEPX00000001', 'DEPX00000002', 'DEPX00000003'] } })
  const { app } = dep
  const { id } = await dep.account('School')
  await app.api('PATCH', `/dep/accounts/${id}`, { addAsPreEnrolled: true })
  await dep.sync(id)
  const serials = ['DEPX00000001', 'DEPX00000002', 'ELSEWHERE']
  const disown = (confirm: string, options = {}) =>
    app.api('POST', '/dep/devices/disown', { serials, confirm }, options)

  expect(await disown('2')).toMatchObject({
    status: 400,
    body: { code: 'dep-disown.unconfirmed', devices: 3 },
  })
  const token = await app.tokenFor('Enrollment manager')
  expect((await disown('3', { token })).body).toMatchObject({ permission: 'dep.token:write' })
  expect((await dep.portal('/devices')).toString()).toContain('DEPX00000001')

  await dep.portal('/faults', { failed: ['DEPX00000002'] })
  const done = await disown('3')
  expect(done.body).toMatchObject({ succeeded: 1, failed: 2 })
  expect(done.body.results).toMatchObject([
    { serial: 'DEPX00000001', status: 'SUCCESS', disowned: true, deviceIdentifier: 'DEPX00000001' },
    { serial: 'DEPX00000002', status: 'FAILED', disowned: false },
    { serial: 'ELSEWHERE', status: 'NOT_ACCESSIBLE', disowned: false, deviceId: null },
  ])
  expect(done.body.results[0].message).toContain('Its device record stays')

  const device = await deviceAt(dep, 'DEPX00000001')
  expect(device).toMatchObject({ goneSince: expect.any(String), disownedAt: expect.any(String) })
  const { body: records } = await app.api('GET', '/devices?q=DEPX00000001')
  expect(records.items).toMatchObject([{ status: 'enrolling' }])
  expect(await timelineOf(dep, 'device', 'DEPX00000001')).toContain('device.disowned')
  expect(await auditOf(dep, 'dep-device.disown-asked')).toHaveLength(1)
  expect(await auditOf(dep, 'dep-device.disowned')).toHaveLength(1)

  const before = await timelineOf(dep, 'dep-device', 'DEPX00000001')
  expect(before.at(-1)).toBe('dep-device.disowned')
  expect(await dep.sync(id)).toMatchObject({ state: 'done', removed: 0 })
  expect(await timelineOf(dep, 'dep-device', 'DEPX00000001')).toEqual(before)
})

test('when Apple’s answer to a disown is lost, that is what is said, and a refresh tells', async () => {
  const dep = await depTest({ apple: { devices: ['DEPX00000001'] } })
  await dep.account()
  await dep.portal('/faults', { next: [{ path: '/devices/disown', dropConnection: 'after' }] })
  const wish = { serials: ['DEPX00000001'], confirm: '1' }
  const { body } = await dep.app.api('POST', '/dep/devices/disown', wish)
  expect(body.results).toMatchObject([{ status: 'UNKNOWN', disowned: false }])
  expect(body.results[0].message).toContain('Refresh')
  const { body: refreshed } = await dep.app.api('POST', '/dep/devices/DEPX00000001/refresh')
  expect(refreshed.goneSince).not.toBeNull()

  await dep.portal('/faults', { termsNotSigned: true })
  const { body: again } = await dep.app.api('POST', '/dep/devices/disown', wish)
  expect(again.results).toMatchObject([{ status: 'NOT_ACCESSIBLE' }])
})

const lockPath = (serial: string) => `/dep/devices/${serial}/activation-lock`

test('a device is locked with a bypass code that Apple knows by its hash only', async () => {
  const dep = await depTest({
    apple: { devices: ['DEPK00000001', { serial: 'DEPK00000002', model: 'Mac' }] },
  })
  const { app } = dep
  await dep.account()
  const locked = await app.api('POST', lockPath('DEPK00000001'), { lostMessage: 'Call +1 555 0100' })
  expect(locked).toMatchObject({
    status: 200,
    body: {
      bypassCode: expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}(-[0-9A-Z]{4}){4}$/),
      lock: { status: 'SUCCESS', locked: true, hasBypassCode: true, lostMessage: 'Call +1 555 0100' },
    },
  })
  expect(locked.headers.get('cache-control')).toBe('no-store')
  const { bypassCode } = locked.body
  const stored = await app.platform.db.selectFrom('dep_activation_lock').selectAll().execute()
  expect(stored[0]!.bypass_code_sealed!.toString('latin1')).not.toContain(bypassCode)
  const everything = JSON.stringify([
    await auditOf(dep, 'dep-device.lock-asked'),
    await auditOf(dep, 'dep-device.lock-answered'),
    await app.platform.db.selectFrom('event').selectAll().execute(),
    (await app.api('GET', lockPath('DEPK00000001'))).body,
  ])
  expect(everything).not.toContain(bypassCode)

  const read = await app.api('POST', `${lockPath('DEPK00000001')}/bypass-code`)
  expect(read.body.bypassCode).toBe(bypassCode)
  expect(await auditOf(dep, 'dep-device.bypass-code-read')).toHaveLength(1)

  const again = await app.api('POST', lockPath('DEPK00000001'))
  expect(again.body).toMatchObject({
    bypassCode: null,
    lock: { status: 'DEVICE_ALREADY_LOCKED', locked: false },
  })
  expect((await app.api('POST', `${lockPath('DEPK00000001')}/bypass-code`)).body.bypassCode).toBe(bypassCode)
  const mac = await app.api('POST', lockPath('DEPK00000002'))
  expect(mac.body).toMatchObject({ bypassCode: null, lock: { status: 'DEVICE_NOT_SUPPORTED' } })
  expect(mac.body.lock.message).toContain('Macs')
  expect((await app.api('POST', `${lockPath('DEPK00000002')}/bypass-code`)).body.code).toBe(
    'dep-activation-lock.not-found',
  )
  const { body: history } = await app.api('GET', lockPath('DEPK00000001'))
  expect(history.items.map(({ status }: { status: string }) => status)).toEqual([
    'DEVICE_ALREADY_LOCKED',
    'SUCCESS',
  ])
})

test('the code of a lock whose answer was lost is kept; that of a refused one is not', async () => {
  const dep = await depTest({ apple: { devices: ['DEPK00000001', 'DEPK00000002', 'DEPK00000003'] } })
  const { app } = dep
  await dep.account()
  await dep.portal('/faults', { next: [{ path: '/device/activationlock', dropConnection: 'after' }] })
  const lost = await app.api('POST', lockPath('DEPK00000001'))
  expect(lost.body).toMatchObject({
    bypassCode: expect.any(String),
    lock: { status: null, locked: false, hasBypassCode: true },
  })
  expect(lost.body.lock.message).toContain('may be locked')

  await dep.portal('/faults', { accessDenied: true })
  expect((await app.api('POST', lockPath('DEPK00000002'))).body.code).toBe('dep.access-denied')
  expect((await app.api('GET', lockPath('DEPK00000002'))).body.items).toMatchObject([
    { status: 'ACCESS_DENIED', hasBypassCode: false },
  ])
  await dep.portal('/faults', { reset: true })
  const open = await app.api('POST', lockPath('DEPK00000003'), { escrow: false })
  expect(open.body).toMatchObject({ bypassCode: null, lock: { locked: true, hasBypassCode: false } })
})

test('beta tokens are asked for; that the program is off is an answer', async () => {
  const dep = await depTest()
  const { id } = await dep.account()
  const { body } = await dep.app.api('GET', `/dep/accounts/${id}/beta-tokens`)
  expect(body).toMatchObject({ turnedOn: true })
  expect(body.items[0]).toMatchObject({ os: 'iOS', token: expect.stringMatching(/^\S{64}$/) })
  await dep.portal('/faults', { seedTurnedOff: true })
  expect((await dep.app.api('GET', `/dep/accounts/${id}/beta-tokens`)).body).toEqual({
    turnedOn: false,
    items: [],
  })
  expect((await dep.app.api('GET', `/dep/accounts/${id}`)).body.state).toBe('ok')
})

test.for([
  ['as Apple answers', {}],
  [
    'as Apple documents it',
    { next: [{ path: '/device/replacementDetails', status: 404, code: 'DEVICE_NOT_FOUND' }] },
  ],
] as const)('a replacement is linked with the device it came for, “none” %s', async ([, fault]) => {
  const dep = await depTest({ apple: { devices: ['DEPW00000001', 'DEPW00000002'] } })
  const { id } = await dep.account('School')
  await dep.app.api('POST', '/devices', {
    identifier: 'till-1',
    platform: 'ios',
    serial: 'DEPW00000001',
    depMethod: 'Serial',
  })
  await dep.portal('/devices', { replace: [{ serial: 'DEPW00000001', by: 'DEPW00000003' }] })
  await dep.portal('/faults', fault)
  expect(await dep.sync(id)).toMatchObject({ state: 'done' })
  if ('next' in fault) {
    expect(await deviceAt(dep, 'DEPW00000003')).toMatchObject({ isReplacement: true, replaces: null })
    await dep.app.platform.db.updateTable('dep_device').set({ replacement_asked_at: null }).execute()
    await dep.sync(id)
  }
  expect(await deviceAt(dep, 'DEPW00000003')).toMatchObject({
    isReplacement: true,
    replaces: {
      serial: 'DEPW00000001',
      on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      deviceIdentifier: 'till-1',
    },
  })
  expect(await deviceAt(dep, 'DEPW00000001')).toMatchObject({
    replacedBy: 'DEPW00000003',
    goneSince: expect.any(String),
  })
  expect(await timelineOf(dep, 'device', 'DEPW00000001')).toContain('device.replaced')
  expect(await timelineOf(dep, 'dep-device', 'DEPW00000003')).toContain('dep-device.replacement')
})
