import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { DepAccount, DepProfile, DepResults } from '../src/contract/dep.ts'
import type { DepRevision, RevisePreview } from '../src/contract/dep-profile.ts'
import { openApple } from '../src/dep/apple.ts'
import { followRevisions } from '../src/dep/revision/follow-revisions.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

const devices = ['DEPR00000001', 'DEPR00000002', 'DEPR00000003', 'DEPR00000004', 'DEPR00000005']

const define = async ({ app }: DepTest, account: DepAccount, more: object = {}): Promise<DepProfile> =>
  (await app.api('POST', '/dep/profiles', { accountId: account.id, profileName: 'Pupils', ...more })).body

const assign = async ({ app }: DepTest, { id }: DepProfile, serials: string[]): Promise<DepResults> =>
  (await app.api('POST', `/dep/profiles/${id}/assign`, { serials })).body

const revise = ({ app }: DepTest, { id, fields }: DepProfile, change: object) =>
  app.api<DepRevision>('POST', `/dep/profiles/${id}/revise`, { ...fields, ...change })

const read = async ({ app }: DepTest, { id }: { id: string }): Promise<DepRevision> =>
  (await app.api('GET', `/dep/revisions/${id}`)).body

const profileOf = async ({ app }: DepTest, id: string): Promise<DepProfile> =>
  (await app.api('GET', `/dep/profiles/${id}`)).body

/** The server's own jobs do it; the test's time limit ends the waiting. */
async function until(
  dep: DepTest,
  revision: { id: string },
  isSo: (now: DepRevision) => boolean,
): Promise<DepRevision> {
  for (;;) {
    const now = await read(dep, revision)
    if (isSo(now)) return now
    await pause(50)
  }
}

const assigns = ({ apple }: DepTest) => apple.apple.calls.get('POST /profile/devices') ?? 0

/** The event stream, as a page follows it: waits for a message of the kind that is looked for. */
async function listen({ app }: DepTest) {
  const headers = { authorization: `Bearer ${app.token}` }
  const end = new AbortController()
  onTestFinished(() => end.abort())
  const response = await fetch(`${app.url}/api/v1/events/stream`, { headers, signal: end.signal })
  const messages: string[] = []
  const reading = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream()))
      messages.push(...chunk.split('\n\n'))
  })()
  reading.catch(() => {})
  return async (isIt: (text: string) => boolean): Promise<string> => {
    for (;;) {
      const found = messages.find(isIt)
      if (found) return found
      await pause(50)
    }
  }
}

/** What the schedule does every minute. */
const follow = ({ app: { platform }, apple }: DepTest) =>
  followRevisions({
    platform,
    apple: openApple(platform, apple.url),
    signal: new AbortController().signal,
  })

test('a revision defines the next version and brings it to 2,500 devices in three calls', async () => {
  const dep = await depTest({ apple: { devices: 2500 } })
  const account = await dep.account('School')
  const first = await define(dep, account)
  await dep.app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: first.id })
  const serials = [...dep.apple.apple.organization.devices.keys()]
  await assign(dep, first, serials)

  const { body: numbers } = await dep.app.api<RevisePreview>(
    'GET',
    `/dep/profiles/${first.id}/revise-preview`,
  )
  expect(numbers).toMatchObject({
    version: 2,
    devices: 2500,
    waiting: 0,
    calls: 3,
    isDefault: true,
    changes: [],
  })
  const { body: preview } = await dep.app.api<RevisePreview>(
    'POST',
    `/dep/profiles/${first.uuid.toLowerCase()}/revise-preview`,
    { ...first.fields, skipSetupItems: ['Siri'], isMandatory: false },
  )
  expect(preview.changes).toEqual([
    { field: 'isMandatory', before: true, after: false },
    { field: 'skipSetupItems', before: null, after: ['Siri'], added: ['Siri'], removed: [] },
  ])
  expect(preview.sent).toMatchObject({ skip_setup_items: ['Siri'], is_mandatory: false })
  expect(preview.warnings.map(({ pointer }) => pointer)).toEqual(['/url', '/isMandatory'])

  const before = assigns(dep)
  const heard = await listen(dep)
  const { status, body: started } = await revise(dep, first, { skipSetupItems: ['Siri'] })
  expect(status).toBe(202)
  expect(started).toMatchObject({ state: 'running', total: 2500, version: 2, previousId: first.id })
  const done = await until(dep, started, ({ state }) => state !== 'running')
  expect(done).toMatchObject({ state: 'done', confirmed: 2500, waiting: 0, failed: 0, throttled: 0, left: 0 })
  expect(assigns(dep) - before).toBe(3)
  const last = await heard((text) => text.includes(done.id) && text.includes('"state":"done"'))
  expect(last).toContain('"confirmed":2500')

  const second = await profileOf(dep, done.profileId)
  expect(second).toMatchObject({ version: 2, assignedCount: 2500, isDefault: true, nextId: null })
  expect(second.uuid).not.toBe(first.uuid)
  expect(second.versions.map(({ version, assignedCount }) => [version, assignedCount])).toEqual([
    [2, 2500],
    [1, 0],
  ])
  expect(await profileOf(dep, first.id)).toMatchObject({ nextId: second.id, isDefault: false })
  const { body: list } = await dep.app.api('GET', '/dep/profiles')
  expect(list).toMatchObject({ total: 1, items: [{ id: second.id }] })
  const { body: comparison } = await dep.app.api(
    'GET',
    `/dep/profiles/${first.id}/compare?with=${second.uuid}`,
  )
  expect(comparison.changes).toMatchObject([{ field: 'skipSetupItems', added: ['Siri'] }])
  const { body: audit } = await dep.app.api('GET', '/audit-events?limit=500')
  const actions = audit.items.map(({ action }: { action: string }) => action)
  expect(actions).toContain('dep-profile.revised')
  expect(actions).toContain('dep-revision.done')
}, 60_000)

test('a device that has taken the old version keeps it, and the numbers say so', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account()
  const first = await define(dep, account)
  await assign(dep, first, devices.slice(0, 3))
  await dep.portal('/activate', { serial: devices[0] })
  await dep.sync(account.id)
  const { body: numbers } = await dep.app.api('GET', `/dep/profiles/${first.id}/revise-preview`)
  expect(numbers).toMatchObject({ devices: 3, pushed: 1 })
  const { body: started } = await revise(dep, first, { department: 'IT' })
  const done = await until(dep, started, ({ state }) => state === 'done')
  expect(done).toMatchObject({ total: 3, pushed: 1, confirmed: 3 })
  const { body: list } = await dep.app.api('GET', `/dep/revisions/${done.id}/devices?limit=1`)
  expect(list).toMatchObject({
    total: 3,
    items: [{ serial: devices[0], wasPushed: true, state: 'confirmed' }],
  })
  expect(list.items[0].message).toContain('until it is erased')
  const { body: rest } = await dep.app.api(
    'GET',
    `/dep/revisions/${done.id}/devices?limit=10&cursor=${list.nextCursor}`,
  )
  expect(rest.items.map(({ serial }: { serial: string }) => serial)).toEqual(devices.slice(1, 3))
  const madeUp = Buffer.from(JSON.stringify(['\0', '\0'])).toString('base64url')
  const refused = await dep.app.api('GET', `/dep/revisions/${done.id}/devices?cursor=${madeUp}`)
  expect(refused.status).toBe(400)
})

test('throttled and refused devices are followed to their end', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const account = await dep.account()
  const first = await define(dep, account)
  await assign(dep, first, devices)
  await dep.portal('/faults', {
    failed: [devices[0]!],
    throttled: [devices[1]!],
    unanswered: [devices[2]!],
    retryAfterSeconds: 7200,
  })
  const { body: started } = await revise(dep, first, { department: 'IT' })
  const stuck = await until(dep, started, ({ waiting }) => waiting === 0)
  expect(stuck).toMatchObject({ state: 'running', confirmed: 2, failed: 2, throttled: 1 })
  expect(stuck.nextTryAt).toBe(new Date(now.getTime() + 3_600_000).toISOString())
  const { body: failed } = await dep.app.api('GET', `/dep/revisions/${started.id}/devices?state=failed`)
  expect(failed).toMatchObject({ total: 2, items: [{ serial: devices[0], appleStatus: 'FAILED' }, {}] })
  expect(failed.items[0].message).toContain('tries again')

  // By hand what was refused is asked for at once; what is throttled keeps its time.
  await dep.portal('/faults', { unanswered: [] })
  const before = assigns(dep)
  expect((await dep.app.api('POST', `/dep/revisions/${started.id}/try-now`)).status).toBe(200)
  await until(dep, started, ({ confirmed }) => confirmed === 3)
  expect(assigns(dep)).toBe(before + 1)

  now = new Date(now.getTime() + 25 * 3_600_000)
  await dep.runDue()
  expect(await until(dep, started, ({ waiting }) => waiting === 0)).toMatchObject({
    state: 'running',
    confirmed: 3,
    failed: 1,
    throttled: 1,
  })
  await dep.portal('/faults', { throttled: [] })
  now = new Date(now.getTime() + 3 * 3_600_000)
  await dep.runDue()
  const refused = await until(dep, started, ({ state }) => state !== 'running')
  expect(refused).toMatchObject({ state: 'incomplete', confirmed: 4, failed: 1, throttled: 0 })

  await dep.portal('/faults', { reset: true })
  await dep.app.api('POST', `/dep/revisions/${started.id}/try-now`)
  expect(await until(dep, started, ({ state }) => state === 'done')).toMatchObject({ confirmed: 5 })
  const again = await dep.app.api('POST', `/dep/revisions/${started.id}/try-now`)
  expect(again).toMatchObject({ status: 409, body: { code: 'dep-revision.ended' } })
}, 60_000)

test('Apple’s word is not enough: its record must show the new version', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const account = await dep.account()
  const first = await define(dep, account)
  await assign(dep, first, devices.slice(0, 2))
  await dep.portal('/faults', { next: [{ path: '/devices', status: 503, times: 1 }] })
  const { body: started } = await revise(dep, first, { department: 'IT' })
  const taken = await until(dep, started, ({ nextTryAt }) => nextTryAt === null)
  expect(taken).toMatchObject({ state: 'running', confirmed: 0, waiting: 2 })
  const { body: waiting } = await dep.app.api('GET', `/dep/revisions/${started.id}/devices`)
  expect(waiting.items[0].message).toContain('does not show')

  // Somebody assigns the first to the same server at Apple, which drops its profile (field-notes, thread 42).
  await dep.portal('/devices', { assign: devices.slice(0, 1), server: account.id })
  await follow(dep)
  expect(await read(dep, started)).toMatchObject({ confirmed: 1, waiting: 1, failed: 0 })
  now = new Date(now.getTime() + 16 * 60_000)
  await follow(dep)
  expect(await read(dep, started)).toMatchObject({ confirmed: 1, waiting: 0, failed: 1, state: 'running' })
  now = new Date(now.getTime() + 61 * 60_000)
  await dep.runDue()
  expect(await until(dep, started, ({ state }) => state === 'done')).toMatchObject({ confirmed: 2 })
})

test('who is to have another profile, or none, is left alone; who is to get an earlier version gets the new one', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const account = await dep.account()
  const first = await define(dep, account)
  const other = await define(dep, account, { profileName: 'Staff' })
  await assign(dep, first, devices.slice(0, 3))
  await assign(dep, other, devices.slice(3, 4))
  await dep.app.api('POST', '/dep/profiles/remove', { serials: devices.slice(0, 1) })
  await dep.portal('/faults', { failed: [devices[1]!, devices[4]!] })
  await assign(dep, other, [devices[1]!])
  await assign(dep, first, [devices[4]!])
  await dep.portal('/faults', { reset: true })

  const { body: started } = await revise(dep, first, { department: 'IT' })
  const done = await until(dep, started, ({ state }) => state === 'done')
  expect(done).toMatchObject({ total: 2, confirmed: 2 })
  const { body: list } = await dep.app.api('GET', `/dep/revisions/${done.id}/devices`)
  expect(list.items.map(({ serial }: { serial: string }) => serial)).toEqual([devices[2], devices[4]])
  now = new Date(now.getTime() + 3601_000)
  await dep.runDue()
  const { body: second } = await dep.app.api('GET', `/dep/devices/${devices[1]}`)
  expect(second.profileName).toBe('Staff')
})

test('a later revision takes over from one under way, a minute after it', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  const account = await dep.account()
  const first = await define(dep, account)
  await assign(dep, first, devices)
  await dep.portal('/faults', { throttled: devices, retryAfterSeconds: 7200 })
  const { body: older } = await revise(dep, first, { department: 'IT' })
  await until(dep, older, ({ throttled }) => throttled === 5)

  const late = await revise(dep, first, { department: 'HR' })
  expect(late).toMatchObject({
    status: 409,
    body: { code: 'dep-profile.superseded', latest: older.profileId },
  })
  const second = await profileOf(dep, older.profileId)
  const same = await revise(dep, second, {})
  expect(same).toMatchObject({ status: 409, body: { code: 'dep-profile.unchanged' } })
  const bad = await revise(dep, second, { isSupervised: false })
  expect(bad).toMatchObject({ status: 400, body: { errors: [{ pointer: '/isMdmRemovable' }] } })

  const { body: newer } = await revise(dep, second, { department: 'HR' })
  expect(await read(dep, older)).toMatchObject({ state: 'superseded', left: 5 })
  // What is throttled stays so: the new wish waits for the same time.
  expect(await read(dep, newer)).toMatchObject({ state: 'running', throttled: 5, version: 3 })
  await dep.portal('/faults', { reset: true })
  now = new Date(now.getTime() + 7201_000)
  await dep.runDue()
  expect(await until(dep, newer, ({ state }) => state === 'done')).toMatchObject({ confirmed: 5 })
  const { body: list } = await dep.app.api('GET', `/dep/revisions?profile=${first.id}`)
  expect(list.items.map(({ id }: { id: string }) => id)).toEqual([newer.id, older.id])

  // Old versions that nobody has can be forgotten; their neighbors in the line find one another.
  expect((await dep.app.api('DELETE', `/dep/profiles/${second.id}`)).status).toBe(204)
  const { versions } = await profileOf(dep, newer.profileId)
  expect(versions.map(({ version }) => version)).toEqual([3, 1])
  expect((await profileOf(dep, first.id)).nextId).toBe(newer.profileId)
})

test('a device is not assigned more often in a day than Apple bears, however often somebody revises', async () => {
  const begun = new Date()
  let now = begun
  const dep = await depTest({ apple: { devices, now: () => now }, app: { clock: () => now } })
  let profile = await define(dep, await dep.account())
  await assign(dep, profile, devices)
  for (const department of ['IT', 'HR']) {
    now = new Date(now.getTime() + 61_000)
    const { body } = await revise(dep, profile, { department })
    await dep.runDue()
    await until(dep, body, ({ state }) => state === 'done')
    profile = await profileOf(dep, body.profileId)
  }
  const before = assigns(dep)
  now = new Date(now.getTime() + 61_000)
  const { body: third } = await revise(dep, profile, { department: 'Board' })
  await dep.app.api('POST', `/dep/revisions/${third.id}/try-now`)
  await dep.runDue()
  expect(await read(dep, third)).toMatchObject({ state: 'running', waiting: 5 })
  const { body: list } = await dep.app.api('GET', `/dep/revisions/${third.id}/devices`)
  expect(list.items[0].message).toContain('within a day')
  expect(assigns(dep)).toBe(before)
  now = new Date(begun.getTime() + 25 * 3_600_000)
  await dep.runDue()
  await until(dep, third, ({ state }) => state === 'done')
})
