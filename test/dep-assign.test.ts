import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { DepAssignmentRun, DepAssignPreview } from '../src/contract/dep-assignment.ts'
import type { DepAccount, DepDevice, DepProfile, DepResults } from '../src/contract/dep.ts'
import { lookUpDevices, lookUpSlice } from '../src/dep/assignments/look-up-devices.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

const devices = ['DEPS00000001', 'DEPS00000002', 'DEPS00000003', 'DEPS00000004', 'DEPS00000005']
const calls = ({ apple }: DepTest) => apple.apple.calls.get('POST /profile/devices') ?? 0

async function define(dep: DepTest, account: DepAccount, profileName = 'Phones'): Promise<DepProfile> {
  const { status, body } = await dep.app.api('POST', '/dep/profiles', { accountId: account.id, profileName })
  expect(status).toBe(201)
  return body
}

const preview = async ({ app }: DepTest, key: string, target: object): Promise<DepAssignPreview> => {
  const { status, body } = await app.api('POST', `/dep/profiles/${key}/assign-preview`, target)
  expect([status, body.detail]).toEqual([200, undefined])
  return body
}

const deviceOf = async ({ app }: DepTest, serial: string): Promise<DepDevice> =>
  (await app.api('GET', `/dep/devices/${serial}`)).body

/** Until Apple was asked for every device; the test's time limit ends the waiting. */
async function finished({ app }: DepTest, id: string): Promise<DepAssignmentRun> {
  for (;;) {
    const { body } = await app.api<DepAssignmentRun>('GET', `/dep/assignment-runs/${id}`)
    if (body.state === 'done') return body
    await pause(100)
  }
}

test('counts beforehand what an assignment would do, and then does exactly that', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const account = await dep.account('Phones')
  const other = await dep.account('Macs')
  await dep.portal('/devices', { add: ['MACS00000001'], server: other.id })
  await dep.sync(other.id)
  const profile = await define(dep, account)
  const old = await define(dep, account, 'Old')
  const assign = (key: string, serials: string[]) =>
    dep.app.api<DepResults>('POST', `/dep/profiles/${key}/assign`, { serials })
  await assign(profile.id, [devices[0]!])
  await assign(old.id, [devices[1]!])
  await dep.portal('/activate', { serial: devices[1] })
  await dep.portal('/faults', { throttled: [devices[2]], retryAfterSeconds: 7200 })
  await assign(old.id, [devices[2]!])
  await dep.portal('/faults', { reset: true })
  await dep.portal('/devices', { unassign: [devices[3]] })
  await dep.sync(account.id)

  const serials = [...devices, 'MACS00000001', 'NOBODYS00001']
  const before = calls(dep)
  const numbers = await preview(dep, profile.uuid.toLowerCase(), { serials })
  expect(numbers).toMatchObject({
    matched: 7,
    asked: { count: 2, examples: [devices[1], devices[4]] },
    settled: { count: 1, examples: [devices[0]] },
    throttled: { count: 1, examples: [devices[2]] },
    throttledUntil: new Date(now.getTime() + 7_200_000).toISOString(),
    limited: { count: 0 },
    otherAccount: { count: 1, examples: ['MACS00000001'] },
    gone: { count: 1, examples: [devices[3]] },
    unknown: { count: 1, examples: ['NOBODYS00001'] },
    pushed: { count: 1, examples: [devices[1]] },
    replaced: { count: 1, examples: [devices[1]] },
    calls: 1,
    isLong: false,
    profile: { id: profile.id, name: 'Phones', account: 'Phones' },
  })
  expect(calls(dep)).toBe(before)

  const { status, body } = await assign(profile.id, serials)
  expect(status).toBe(200)
  expect(body.results.map(({ serial, status }) => `${serial} ${status}`)).toEqual([
    'DEPS00000001 SUCCESS',
    'DEPS00000002 SUCCESS',
    'DEPS00000003 THROTTLED',
    'DEPS00000004 NOT_ACCESSIBLE',
    'DEPS00000005 SUCCESS',
    'MACS00000001 NOT_ASKED',
    'NOBODYS00001 NOT_ACCESSIBLE',
  ])
  expect(calls(dep)).toBe(before + 1)
  now = new Date(now.getTime() + 7_201_000)
  await dep.runDue()
  expect(await deviceOf(dep, devices[2]!)).toMatchObject({ profileStatus: 'assigned', profileName: 'Phones' })
})

test('assigns to everything that a filter matches, with the query of the list', async () => {
  const mixed = devices.map((serial, n) => ({ serial, model: n < 2 ? ('iPad' as const) : ('Mac' as const) }))
  const dep = await depTest({ apple: { devices: mixed } })
  const account = await dep.account()
  const profile = await define(dep, account)
  const filter = { account: account.id, family: 'iPad', unassigned: 'true' }
  expect(await preview(dep, profile.id, { filter })).toMatchObject({ matched: 2, asked: { count: 2 } })
  const { body } = await dep.app.api<DepResults>('POST', `/dep/profiles/${profile.id}/assign`, { filter })
  expect(body).toMatchObject({ succeeded: 2, failed: 0 })
  expect((await deviceOf(dep, devices[2]!)).profileStatus).toBe('empty')
  const again = await preview(dep, profile.id, { filter: { q: 'deps0000000' } })
  expect(again).toMatchObject({ matched: 5, settled: { count: 2 }, asked: { count: 3 } })
  const bad = await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { filter: { family: 1 } })
  expect(bad.status).toBe(400)
})

test('ten thousand devices are assigned in the background with as many calls as there are thousands', async () => {
  const dep = await depTest({ apple: { devices: 10_000 } })
  const account = await dep.account()
  const profile = await define(dep, account)
  const serials = [...dep.apple.apple.organization.devices.keys()].sort()
  await dep.portal('/faults', {
    failed: serials.slice(0, 2),
    throttled: serials.slice(2, 5),
    unanswered: serials.slice(5, 6),
  })
  const filter = { account: account.id }
  expect(await preview(dep, profile.id, { filter })).toMatchObject({
    matched: 10_000,
    calls: 10,
    isLong: true,
  })
  const { status, body: run } = await dep.app.api<DepAssignmentRun>(
    'POST',
    `/dep/profiles/${profile.id}/assign`,
    { filter },
  )
  expect(status).toBe(202)
  expect(run).toMatchObject({ kind: 'assign', state: 'running', isLookingUp: true, profileName: 'Phones' })
  const done = await finished(dep, run.id)
  expect(done).toMatchObject({ isLookingUp: false, matched: 10_000, total: 10_000 })
  expect(done).toMatchObject({ done: 9994, retrying: 3, throttled: 3, failed: 0, superseded: 0, waiting: 0 })
  expect(calls(dep)).toBe(10)
  const { body: waiting } = await dep.app.api('GET', `/dep/assignments?state=waiting&run=${run.id}&limit=4`)
  expect(waiting).toMatchObject({ total: 6 })
  expect(waiting.items).toHaveLength(4)
  const reasons = new Set(waiting.items.map(({ reason }: { reason: string }) => reason))
  expect(reasons).toEqual(new Set(['FAILED', 'THROTTLED']))
  const { body: next } = await dep.app.api(
    'GET',
    `/dep/assignments?state=waiting&limit=4&cursor=${waiting.nextCursor}`,
  )
  expect(next.items).toHaveLength(2)

  const remove = await dep.app.api<DepAssignmentRun>('POST', '/dep/profiles/remove', { filter })
  expect(remove.status).toBe(202)
  expect(remove.body).toMatchObject({ kind: 'remove', isLookingUp: true })
  expect(await finished(dep, remove.body.id)).toMatchObject({ settled: 6, total: 9994, done: 9994 })
  expect(dep.apple.apple.calls.get('DELETE /profile/devices')).toBe(10)
  expect(await finished(dep, run.id)).toMatchObject({ superseded: 10_000, done: 0 })
}, 60_000)

test('a second wish while a device waits replaces the first one', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account()
  const [first, second] = [await define(dep, account, 'First'), await define(dep, account, 'Second')]
  const assign = (key: string) =>
    dep.app.api<DepResults>('POST', `/dep/profiles/${key}/assign`, { serials: [devices[0]] })
  await assign(first.id)
  await dep.portal('/faults', { failed: [devices[0]] })
  await assign(second.id)
  expect((await deviceOf(dep, devices[0]!)).assignment).toMatchObject({
    profileId: second.id,
    state: 'waiting',
  })
  const before = calls(dep)
  const { body } = await assign(first.id)
  expect(body.results).toMatchObject([{ status: 'SUCCESS', assigned: true }])
  expect(calls(dep)).toBe(before)
  expect((await deviceOf(dep, devices[0]!)).assignment).toMatchObject({
    profileId: first.id,
    state: 'assigned',
  })
})

test('asks Apple for a device three times a day at most, says so, and goes on the day after', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const account = await dep.account()
  const profiles: DepProfile[] = []
  for (const name of ['A', 'B', 'C', 'D']) profiles.push(await define(dep, account, name))
  const assign = (n: number) =>
    dep.app.api<DepResults>('POST', `/dep/profiles/${profiles[n]!.id}/assign`, { serials: [devices[0]] })
  for (const n of [0, 1, 2]) expect((await assign(n)).body.succeeded).toBe(1)
  expect(await preview(dep, profiles[3]!.id, { serials: [devices[0]] })).toMatchObject({
    limited: { count: 1 },
    asked: { count: 0 },
    calls: 0,
  })
  const { body } = await assign(3)
  const tomorrow = new Date(now.getTime() + 24 * 3_600_000).toISOString()
  expect(body.results).toMatchObject([{ status: 'NOT_ASKED', assigned: false, nextTryAt: tomorrow }])
  expect(body.results[0]!.message).toContain('3 times within a day')
  expect(calls(dep)).toBe(3)
  const { body: open } = await dep.app.api('GET', '/dep/assignments?reason=daily-limit')
  expect(open.items).toMatchObject([{ serial: devices[0], reason: 'daily-limit', nextTryAt: tomorrow }])
  now = new Date(Date.parse(tomorrow) + 1000)
  await dep.runDue()
  expect(await deviceOf(dep, devices[0]!)).toMatchObject({ profileName: 'D', profileStatus: 'assigned' })
})

test('a device that fails is not asked for a fourth time on the same day', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const profile = await define(dep, await dep.account())
  const start = now
  await dep.portal('/faults', { failed: [devices[0]] })
  await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: [devices[0]] })
  for (const hours of [2, 3]) {
    now = new Date(start.getTime() + hours * 3_600_000)
    await dep.app.api('POST', '/dep/assignments/retry', { serials: [devices[0]] })
    while (calls(dep) < hours) await dep.runDue()
  }
  const tomorrow = new Date(start.getTime() + 24 * 3_600_000).toISOString()
  const waiting = async () => (await dep.app.api('GET', '/dep/assignments')).body.items
  expect(await waiting()).toMatchObject([{ reason: 'daily-limit', nextTryAt: tomorrow, attempts: 3 }])
  const { body } = await dep.app.api('POST', '/dep/assignments/retry', { serials: [devices[0]] })
  expect(body).toMatchObject({ tried: 0, limited: 1, nextTryAt: tomorrow })
  await dep.portal('/faults', { reset: true })
  now = new Date(Date.parse(tomorrow) + 1000)
  await dep.runDue()
  expect((await deviceOf(dep, devices[0]!)).profileStatus).toBe('assigned')
})

test('tries again at once on demand, but not a throttled device unless it is forced', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account()
  const profile = await define(dep, account)
  await dep.portal('/faults', { failed: [devices[0]], throttled: [devices[1]] })
  await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: devices.slice(0, 2) })
  await dep.portal('/faults', { reset: true })
  const retry = (body: object) => dep.app.api('POST', '/dep/assignments/retry', body)
  const { status, body } = await retry({ filter: { account: account.id } })
  expect([status, body]).toEqual([
    202,
    { tried: 1, throttled: 1, limited: 0, nextTryAt: expect.stringContaining('T') },
  ])
  const assigned = async (serial: string) => {
    while ((await deviceOf(dep, serial)).profileStatus !== 'assigned') await pause(50)
  }
  await assigned(devices[0]!)
  expect((await deviceOf(dep, devices[1]!)).profileStatus).toBe('empty')
  const forced = await retry({ serials: [devices[1]], force: true })
  expect(forced.body).toMatchObject({ tried: 1, throttled: 0 })
  await assigned(devices[1]!)
  expect((await dep.app.api('GET', '/dep/assignments')).body).toMatchObject({ total: 0, items: [] })
})

test('what was removed here stays removed, also where there was nothing to remove', async () => {
  const dep = await depTest({ apple: { devices: devices.slice(0, 3) } })
  const account = await dep.account()
  const profile = await define(dep, account)
  await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: [devices[0]] })
  const { body: numbers } = await dep.app.api('POST', '/dep/profiles/remove-preview', {
    serials: devices.slice(0, 2),
  })
  expect(numbers).toMatchObject({ matched: 2, asked: { count: 1 }, settled: { count: 1 }, calls: 1 })
  const { body } = await dep.app.api<DepResults>('POST', '/dep/profiles/remove', {
    serials: devices.slice(0, 2),
  })
  expect(body).toMatchObject({ succeeded: 2 })
  expect(dep.apple.apple.calls.get('DELETE /profile/devices')).toBe(1)
  await dep.app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: profile.id })
  await dep.sync(account.id)
  while ((await deviceOf(dep, devices[2]!)).profileStatus !== 'assigned') await pause(50)
  expect((await deviceOf(dep, devices[0]!)).profileStatus).toBe('removed')
  expect((await deviceOf(dep, devices[1]!)).profileStatus).toBe('empty')
})

test('when Apple refuses the account, its other devices are not asked for; it goes on on demand', async () => {
  const dep = await depTest({ apple: { devices: 4000 } })
  const account = await dep.account()
  const profile = await define(dep, account)
  await dep.portal('/faults', { termsNotSigned: true })
  const { body: run } = await dep.app.api<DepAssignmentRun>('POST', `/dep/profiles/${profile.id}/assign`, {
    filter: { account: account.id },
  })
  const state = async () => (await dep.app.api('GET', `/dep/accounts/${account.id}`)).body.state
  while ((await state()) !== 'terms-not-accepted') await pause(50)
  const now = async () => (await dep.app.api<DepAssignmentRun>('GET', `/dep/assignment-runs/${run.id}`)).body
  const isLater = (at: string | null) => at !== null && Date.parse(at) > Date.now() + 50 * 60_000
  while (!isLater((await now()).nextTryAt)) await pause(50)
  expect(await now()).toMatchObject({ state: 'running', waiting: 4000, done: 0 })
  const asked = calls(dep)
  expect(asked).toBe(1)
  const { body: waiting } = await dep.app.api('GET', '/dep/assignments?reason=not-asked&limit=1')
  expect(waiting).toMatchObject({ total: 4000, items: [{ state: 'waiting', reason: 'not-asked' }] })
  await dep.portal('/faults', { reset: true })
  const retried = await dep.app.api('POST', '/dep/assignments/retry', { filter: { run: run.id } })
  expect(retried.body).toMatchObject({ tried: 4000 })
  expect(await finished(dep, run.id)).toMatchObject({ done: 4000 })
  expect(calls(dep)).toBe(asked + 4)
})

test('a device that is not on the server is listed as such and cannot be tried; one that left is not listed', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account()
  const profile = await define(dep, account)
  await dep.portal('/faults', { failed: [devices[1]] })
  await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: [devices[1]] })
  await dep.portal('/devices', { unassign: devices.slice(0, 2) })
  const { body } = await dep.app.api<DepResults>('POST', `/dep/profiles/${profile.id}/assign`, {
    serials: [devices[0]],
  })
  expect(body.results).toMatchObject([{ status: 'NOT_ACCESSIBLE' }])
  await dep.sync(account.id)
  const { body: list } = await dep.app.api('GET', '/dep/assignments')
  expect(list.items).toMatchObject([
    { serial: devices[0], state: 'failed', reason: 'NOT_ACCESSIBLE', gone: true },
  ])
  const { body: retried } = await dep.app.api('POST', '/dep/assignments/retry', { serials: [devices[0]] })
  expect(retried).toMatchObject({ tried: 0 })
})

test('devices are looked up in steps that may be interrupted, and what was asked for later is left as it is', async () => {
  const dep = await depTest({ apple: { devices: 12_000 } })
  const account = await dep.account()
  const [first, second] = [await define(dep, account, 'First'), await define(dep, account, 'Second')]
  const { platform } = dep.app
  await platform.jobs.stop()
  const serials = [...dep.apple.apple.organization.devices.keys()].sort()
  const order = (profile: DepProfile) =>
    dep.app.api<DepAssignmentRun>('POST', `/dep/profiles/${profile.id}/assign`, {
      filter: { account: account.id },
    })
  const runOf = async ({ id }: { id: string }) =>
    (await dep.app.api<DepAssignmentRun>('GET', `/dep/assignment-runs/${id}`)).body
  const { status, body: run } = await order(first)
  expect([status, run.isLookingUp, run.total]).toEqual([202, true, 0])
  expect(await lookUpSlice(platform)).toBe(true)
  expect(await runOf(run)).toMatchObject({ isLookingUp: true, state: 'running', total: 5000, waiting: 5000 })
  const one = await dep.app.api<DepResults>('POST', `/dep/profiles/${second.id}/assign`, {
    serials: [serials.at(-1), serials.at(-2)],
  })
  expect(one.body).toMatchObject({ succeeded: 2 })

  // Several servers at once.
  await Promise.all(Array.from({ length: 3 }, () => lookUpDevices(platform)))
  expect(await runOf(run)).toMatchObject({
    isLookingUp: false,
    matched: 12_000,
    total: 12_000,
    waiting: 11_998,
    superseded: 2,
  })
  expect((await deviceOf(dep, serials.at(-1)!)).assignment).toMatchObject({
    profileId: second.id,
    state: 'assigned',
  })

  const { body: later } = await order(second)
  await lookUpDevices(platform)
  expect(await runOf(later)).toMatchObject({ matched: 12_000, settled: 2, total: 11_998, waiting: 11_998 })
  expect(await runOf(run)).toMatchObject({ superseded: 12_000, state: 'done' })
}, 60_000)

test('what is wrong with a request is said at once, however many devices it names', async () => {
  const dep = await depTest({ apple: { devices: 10 } })
  const account = await dep.account()
  const profile = await define(dep, account)
  const many = Array.from({ length: 10_001 }, (_, n) => `SERIAL${n}`)
  const assign = (key: string, body: object) => dep.app.api('POST', `/dep/profiles/${key}/assign`, body)
  expect((await assign(profile.id, { serials: many })).status).toBe(400)
  expect((await assign(profile.id, { filter: { colour: 'blue' } })).status).toBe(400)
  const serials = many.slice(0, 4000)
  expect((await assign('00000000-0000-7000-8000-000000000000', { serials })).status).toBe(404)
  const { status, body } = await assign(profile.id, { serials })
  expect(status).toBe(202)
  expect(await finished(dep, body.id)).toMatchObject({ matched: 4000, leftOut: 4000, total: 0 })
})
