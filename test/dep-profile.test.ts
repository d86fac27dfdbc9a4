import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { DepAccount, DepDevice, DepProfile, DepResults } from '../src/contract/dep.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

const devices = ['DEPP00000001', 'DEPP00000002', 'DEPP00000003', 'DEPP00000004', 'DEPP00000005']

const define = ({ app }: DepTest, account: DepAccount, fields: Record<string, unknown> = {}) =>
  app.api<DepProfile>('POST', '/dep/profiles', { accountId: account.id, profileName: 'Phones', ...fields })

const assign = ({ app }: DepTest, key: string, serials: string[]) =>
  app.api<DepResults>('POST', `/dep/profiles/${key}/assign`, { serials })

const deviceOf = async ({ app }: DepTest, serial: string): Promise<DepDevice> =>
  (await app.api('GET', `/dep/devices/${serial}`)).body

/** What the server's own job does after a sync; the test's time limit ends the waiting. */
async function assigned(dep: DepTest, serial: string): Promise<DepDevice> {
  for (;;) {
    const device = await deviceOf(dep, serial)
    if (device.profileStatus === 'assigned') return device
    await pause(50)
  }
}

const statusesOf = ({ results }: DepResults) => results.map(({ serial, status }) => `${serial} ${status}`)

test('defines a profile at Apple with this server’s address and explicit flags', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account('Phones')
  const { status, body } = await define(dep, account, {
    skipSetupItems: ['Biometric', 'Siri', 'Biometric'],
    department: 'IT',
    allowPairing: false,
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({ version: 1, account: 'Phones', assignedCount: 0 })
  expect(body.uuid).toMatch(/^[0-9A-F]{32}$/)
  expect(body.fields).toMatchObject({ url: `${dep.app.url}/apple/enroll`, isMdmRemovable: false })
  const row = await dep.app.platform.db.selectFrom('dep_profile').select('sent').executeTakeFirstOrThrow()
  expect(row.sent).toEqual({
    profile_name: 'Phones',
    url: `${dep.app.url}/apple/enroll`,
    org_magic: 'muster',
    is_mdm_removable: false,
    is_supervised: true,
    is_mandatory: true,
    await_device_configured: true,
    auto_advance_setup: false,
    allow_pairing: false,
    is_multi_user: false,
    skip_setup_items: ['Biometric', 'Siri'],
    department: 'IT',
  })
  const { body: list } = await dep.app.api('GET', '/dep/profiles?account=Phones')
  expect(list).toMatchObject({ total: 1, items: [{ id: body.id }] })
})

test('refuses what Apple would refuse, at the field', async () => {
  const dep = await depTest()
  const account = await dep.account()
  const pointersOf = async (fields: Record<string, unknown>) => {
    const { status, body } = await define(dep, account, fields)
    const { errors = [] } = body as unknown as { errors?: { pointer: string }[] }
    return [status, ...errors.map(({ pointer }) => pointer)]
  }
  expect(await pointersOf({ isSupervised: false })).toEqual([400, '/isMdmRemovable'])
  expect(await pointersOf({ profileName: 'x'.repeat(126) })).toEqual([400, '/profileName'])
  expect(await pointersOf({ department: '' })).toEqual([400, '/department'])
  expect(await pointersOf({ language: 'English' })).toEqual([400, '/language'])
  expect(await pointersOf({ configurationWebUrl: 'http://example.com/' })).toEqual([
    400,
    '/configurationWebUrl',
  ])
  expect(await pointersOf({ anchorCerts: ['AAAA'] })).toEqual([400, '/anchorCerts/0'])
  expect(await pointersOf({ unknown: 1 })).toEqual([400, expect.any(String)])
  await dep.portal('/faults', { next: [{ path: '/profile', status: 400, body: 'MAGIC_INVALID' }] })
  expect(await pointersOf({})).toEqual([400, '/orgMagic'])
  expect((await define(dep, { ...account, id: crypto.randomUUID() })).status).toBe(404)
})

test('reads Apple’s word for each device, and asks again when each one’s time has come', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const account = await dep.account()
  const { body: profile } = await define(dep, account)
  await dep.portal('/faults', {
    failed: ['DEPP00000002'],
    throttled: ['DEPP00000003'],
    unanswered: ['DEPP00000004'],
    retryAfterSeconds: 7200,
  })
  const { status, body } = await assign(dep, profile.uuid.toLowerCase(), [...devices.slice(0, 4), 'NOT-OURS'])
  expect(status).toBe(200)
  expect(statusesOf(body)).toEqual([
    'DEPP00000001 SUCCESS',
    'DEPP00000002 FAILED',
    'DEPP00000003 THROTTLED',
    'DEPP00000004 FAILED',
    'NOT-OURS NOT_ACCESSIBLE',
  ])
  expect(body).toMatchObject({ succeeded: 1, failed: 4 })
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString()
  expect(body.results.map(({ nextTryAt }) => nextTryAt)).toEqual([null, at(3600), at(7200), at(3600), null])
  expect(await deviceOf(dep, 'DEPP00000001')).toMatchObject({
    profileStatus: 'assigned',
    profileUuid: profile.uuid,
    profileName: 'Phones',
    profileAssignedAt: expect.any(String),
    assignment: { state: 'assigned', appleStatus: 'SUCCESS', profileId: profile.id, nextTryAt: null },
  })
  expect(await deviceOf(dep, 'DEPP00000002')).toMatchObject({
    profileStatus: 'empty',
    profileUuid: null,
    assignment: { state: 'waiting', appleStatus: 'FAILED', nextTryAt: at(3600) },
  })

  await dep.portal('/faults', { reset: true })
  await dep.runDue()
  expect((await deviceOf(dep, 'DEPP00000002')).profileStatus).toBe('empty')
  now = new Date(now.getTime() + 3601_000)
  await dep.runDue()
  expect((await deviceOf(dep, 'DEPP00000002')).profileStatus).toBe('assigned')
  expect((await deviceOf(dep, 'DEPP00000004')).profileStatus).toBe('assigned')
  expect(await deviceOf(dep, 'DEPP00000003')).toMatchObject({ profileStatus: 'empty' })
  now = new Date(now.getTime() + 3601_000)
  await dep.runDue()
  expect(await deviceOf(dep, 'DEPP00000003')).toMatchObject({
    profileStatus: 'assigned',
    assignment: { state: 'assigned', nextTryAt: null },
  })
})

test('gives up after three failures and says what people can do', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const { body: profile } = await define(dep, await dep.account())
  await dep.portal('/faults', { failed: ['DEPP00000001'] })
  await assign(dep, profile.id, ['DEPP00000001'])
  const pauses = []
  for (let tries = 0; tries < 2; tries++) {
    const { assignment } = await deviceOf(dep, 'DEPP00000001')
    pauses.push((Date.parse(assignment!.nextTryAt!) - now.getTime()) / 3_600_000)
    now = new Date(assignment!.nextTryAt!)
    await dep.runDue()
  }
  expect(pauses).toEqual([1, 24])
  const { assignment } = await deviceOf(dep, 'DEPP00000001')
  expect(assignment).toMatchObject({ state: 'failed', appleStatus: 'FAILED', nextTryAt: null })
  expect(assignment!.message).toContain('wait a day')
})

test('does not ask Apple for what is so already, nor for a device that is to be left alone', async () => {
  const dep = await depTest({ apple: { devices } })
  const { body: profile } = await define(dep, await dep.account())
  await dep.portal('/faults', { throttled: ['DEPP00000002'] })
  await assign(dep, profile.id, devices.slice(0, 2))
  const calls = () => dep.apple.apple.calls.get('POST /profile/devices') ?? 0
  const before = calls()
  const { body } = await assign(dep, profile.id, devices.slice(0, 2))
  expect(statusesOf(body)).toEqual(['DEPP00000001 SUCCESS', 'DEPP00000002 THROTTLED'])
  expect(calls()).toBe(before)
})

test('removes profiles, and does not give them back by itself', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account()
  const { body: profile } = await define(dep, account)
  await assign(dep, profile.id, devices.slice(0, 2))
  expect((await dep.app.api('GET', `/dep/profiles/${profile.id}`)).body.assignedCount).toBe(2)
  const inUse = await dep.app.api('DELETE', `/dep/profiles/${profile.id}`)
  expect(inUse).toMatchObject({ status: 409, body: { code: 'dep-profile.in-use' } })

  const { body } = await dep.app.api<DepResults>('POST', '/dep/profiles/remove', {
    serials: ['DEPP00000001', 'DEPP00000002', 'NOT-OURS'],
  })
  expect(statusesOf(body)).toEqual([
    'DEPP00000001 SUCCESS',
    'DEPP00000002 SUCCESS',
    'NOT-OURS NOT_ACCESSIBLE',
  ])
  expect(body).toMatchObject({ succeeded: 2, failed: 1 })
  expect(await deviceOf(dep, 'DEPP00000001')).toMatchObject({
    profileStatus: 'removed',
    profileUuid: profile.uuid,
    assignment: { profileId: null, state: 'assigned' },
  })
  await dep.app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: profile.id })
  await dep.sync(account.id)
  await assigned(dep, 'DEPP00000003')
  expect((await deviceOf(dep, 'DEPP00000001')).profileStatus).toBe('removed')
})

test('the default profile goes to new devices, and to those from which Apple took it', async () => {
  const dep = await depTest({ apple: { devices: devices.slice(0, 1) } })
  const account = await dep.account()
  const { body: profile } = await define(dep, account)
  await dep.app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: profile.id })
  await dep.portal('/devices', { add: devices.slice(1, 2) })
  await dep.sync(account.id)
  for (const serial of devices.slice(0, 2)) expect((await assigned(dep, serial)).profileName).toBe('Phones')

  await dep.portal('/devices', { assign: devices.slice(0, 1), server: account.id })
  await dep.sync(account.id)
  expect((await assigned(dep, devices[0]!)).profileUuid).toBe(profile.uuid)
  const calls = dep.apple.apple.calls.get('POST /profile/devices')
  expect(calls).toBe(2)
})

test('Apple’s refusal of a whole request is told, and nothing happens later', async () => {
  const dep = await depTest({ apple: { devices } })
  const { body: profile } = await define(dep, await dep.account())
  await dep.portal('/faults', { termsNotSigned: true })
  const { status, body } = await assign(dep, profile.id, devices)
  expect([status, (body as unknown as { code: string }).code]).toEqual([409, 'dep.terms-not-accepted'])
  await dep.portal('/faults', { reset: true })
  expect(await deviceOf(dep, devices[0]!)).toMatchObject({
    profileStatus: 'empty',
    assignment: { state: 'failed', appleStatus: null, nextTryAt: null },
  })
})

test('asks for at most a thousand devices at a time, and goes on by itself when Apple stops in between', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices: 2500, now: () => now }, app: { clock: () => now } })
  const account = await dep.account()
  const { body: profile } = await define(dep, account)
  const serials = [...dep.apple.apple.organization.devices.keys()]
  const fault = { path: '/profile/devices', status: 503 }
  await dep.portal('/faults', { next: [{ path: '/profile/devices', delayMs: 1 }, fault] })
  const { body } = await assign(dep, profile.id, serials)
  expect(body).toMatchObject({ succeeded: 1000, failed: 1500 })
  expect(body.results.at(-1)).toMatchObject({ status: 'NOT_ASKED', assigned: false })
  now = new Date(now.getTime() + 3601_000)
  await dep.runDue()
  const { body: done } = await dep.app.api('GET', `/dep/profiles/${profile.id}`)
  expect(done.assignedCount).toBe(2500)
})

test('lists what Setup Assistant can skip', async () => {
  const { app } = await depTest()
  const { body } = await app.api('GET', '/dep/skip-setup-items')
  expect(body.items.map(({ key }: { key: string }) => key)).toContain('Biometric')
})
