import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { DepDevice, DepProfile } from '../src/contract/dep.ts'
import type { DepDifference } from '../src/contract/dep-reconciliation.ts'
import { openApple } from '../src/dep/apple.ts'
import { nightlyTimes } from '../src/dep/reconciliation/nightly.ts'
import { runReconciliation } from '../src/dep/reconciliation/run-reconciliation.ts'
import { scheduleReconciliations } from '../src/dep/reconciliation/schedule-reconciliations.ts'
import { uuidv7 } from '../src/platform/uuid.ts'
import { depTest, type DepTest } from './support/dep-test.ts'
import { differencesOf, endOf, linesOf, reconcile, reportOf, silently } from './support/reconcile.ts'

const [one, two, three] = ['DEPR00000001', 'DEPR00000002', 'DEPR00000003'] as const
const devices = [one, two, three].map((serial) => ({ serial }))

const deviceOf = async ({ app }: DepTest, serial: string): Promise<DepDevice> =>
  (await app.api('GET', `/dep/devices/${serial}`)).body

const define = async ({ app }: DepTest, accountId: string, profileName: string): Promise<DepProfile> =>
  (await app.api('POST', '/dep/profiles', { accountId, profileName })).body

const assign = ({ app }: DepTest, { id }: DepProfile, serials: string[]) =>
  app.api('POST', `/dep/profiles/${id}/assign`, { serials })

/** What another program with the same token does. */
const serverAt = ({ apple: { apple } }: DepTest, name: string) => apple.organization.servers.get(name)!

function giveAtApple(dep: DepTest, name: string, serial: string, uuid: string | null): void {
  const server = serverAt(dep, name)
  const device = server.devices.get(serial)!
  const profile =
    uuid === null
      ? { ...device.profile, status: 'removed' as const }
      : { uuid, status: 'assigned' as const, assignedAt: Date.now() }
  const changed = { ...device, profile }
  dep.apple.apple.organization.devices.set(serial, changed)
  server.devices.set(serial, changed)
}

const decide = ({ app }: DepTest, accountId: string, { id }: DepDifference, decision: string) =>
  app.api('POST', `/dep/accounts/${accountId}/reconciliation/differences/${id}/decide`, { decision })

const decideAll = ({ app }: DepTest, accountId: string, body: Record<string, unknown>) =>
  app.api('POST', `/dep/accounts/${accountId}/reconciliation/differences/decide`, body)

const kindsOf = async ({ app }: DepTest, serial: string): Promise<[string, unknown][]> => {
  const rows = await app.platform.db
    .selectFrom('event')
    .innerJoin('dep_device', 'dep_device.id', 'event.subject_id')
    .select(['event.kind', 'event.facts'])
    .where('serial', '=', serial)
    .orderBy('event.seq')
    .execute()
  return rows.map(({ kind, facts }) => [kind, (facts as { reason?: string }).reason])
}

test('says that both lists agree, with the number of devices, and changes nothing', async () => {
  const dep = await depTest({ apple: { devices: 250, limits: { default: 100, maximum: 100 } } })
  const { id } = await dep.account('School')
  expect(await reportOf(dep, id)).toMatchObject({ account: 'School', last: null, open: 0, history: [] })
  const started = await dep.app.api('POST', `/dep/accounts/${id}/reconciliation`)
  expect(started).toMatchObject({ status: 202, body: { state: 'running', cause: 'asked', phase: null } })
  const done = await endOf(dep, id)
  expect(done).toMatchObject({
    state: 'done',
    pages: 3,
    listed: 250,
    expected: 250,
    mended: 0,
    open: 0,
    error: null,
  })
  expect(await reportOf(dep, id)).toMatchObject({
    last: { id: done.id },
    lastDone: { id: done.id },
    history: [{ id: done.id }],
  })
  expect(await differencesOf(dep, id)).toEqual([])
  const { body } = await dep.app.api('GET', '/dep/reconciliations')
  expect(body).toMatchObject({
    total: 1,
    items: [{ accountId: id, account: 'School', open: 0, last: { listed: 250 } }],
  })
  expect(Date.parse(body.items[0].nextAt)).toBeGreaterThan(Date.now())
  const left = await dep.app.platform.db.selectFrom('dep_listed_device').select('serial').execute()
  expect(left).toEqual([])
})

test('mends what no sync has told: devices that came, left and changed', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  await dep.app.api('PATCH', `/dep/accounts/${id}`, { addAsPreEnrolled: true })
  await silently(dep, () =>
    dep.portal('/devices', {
      add: ['DEPR00000004'],
      change: [{ serial: one, assetTag: 'A-1', wifiMac: 'aa:bb:cc:00:11:22' }],
      unassign: [two],
    }),
  )
  await dep.sync(id)
  expect((await deviceOf(dep, two)).goneSince).toBeNull()

  expect(await reconcile(dep, id)).toMatchObject({ state: 'done', listed: 3, mended: 3, open: 1 })
  const found = await differencesOf(dep, id)
  expect(linesOf(found)).toEqual([
    `facts ${one} mended`,
    `missing-there ${two} mended`,
    // Its record was made when it was listed.
    `not-listed ${two} open`,
    'missing-here DEPR00000004 mended',
  ])
  expect(found[0]!.fields).toContainEqual({ field: 'assetTag', apple: 'A-1', muster: null })
  expect(found[0]!.fields.map(({ field }) => field).sort()).toEqual(['assetTag', 'wifiMac'])
  expect(await deviceOf(dep, one)).toMatchObject({ assetTag: 'A-1' })
  expect((await deviceOf(dep, two)).goneSince).not.toBeNull()
  expect(await deviceOf(dep, 'DEPR00000004')).toMatchObject({
    goneSince: null,
    deviceIdentifier: 'DEPR00000004',
  })
  expect(await kindsOf(dep, one)).toEqual([['dep-device.changed', 'reconciliation']])
  expect(await kindsOf(dep, two)).toEqual([['dep-device.gone', 'reconciliation']])
  expect(await kindsOf(dep, 'DEPR00000004')).toEqual([['dep-device.added', 'reconciliation']])

  await silently(dep, () => dep.portal('/devices', { assign: [two], server: id }))
  expect(await reconcile(dep, id)).toMatchObject({ mended: 1 })
  expect((await deviceOf(dep, two)).goneSince).toBeNull()
  expect(await reconcile(dep, id)).toMatchObject({ mended: 0, open: 0 })
})

test('tells its progress to whoever looks, and lists what it found page by page', async () => {
  const dep = await depTest({ apple: { devices: 250, limits: { default: 100, maximum: 100 } } })
  const { id } = await dep.account()
  await silently(dep, () => dep.portal('/devices', { add: 7 }))
  const heard: unknown[] = []
  dep.app.platform.live.subscribe(({ topic, id: about, progress }) => {
    if (topic === 'dep-reconciliation' && about === id)
      heard.push([progress?.['phase'], progress?.['listed'], progress?.['mended'], progress?.['state']])
  })
  await reconcile(dep, id)
  await pause(100)
  expect(heard).toEqual([
    [null, 0, 0, 'running'],
    ['sync', 0, 0, 'running'],
    ['fetch', 0, 0, 'running'],
    ['fetch', 100, 0, 'running'],
    ['fetch', 200, 0, 'running'],
    ['fetch', 257, 0, 'running'],
    ['compare', 257, 0, 'running'],
    ['compare', 257, 7, 'running'],
    ['compare', 257, 7, 'done'],
  ])
  const list = async (query: string) =>
    (await dep.app.api('GET', `/dep/accounts/${id}/reconciliation/differences?${query}`)).body
  const first = await list('limit=4')
  expect(first).toMatchObject({ total: 7, items: [{ kind: 'missing-here' }, {}, {}, {}] })
  const second = await list(`limit=4&cursor=${first.nextCursor}`)
  expect(second.nextCursor).toBeNull()
  const serials = [...first.items, ...second.items].map(({ serial }: DepDifference) => serial)
  expect(serials).toEqual(serials.toSorted())
  expect(new Set(serials).size).toBe(7)
  expect((await list(`q=${serials[3]!.toLowerCase()}`)).total).toBe(1)
  expect((await list('kind=moved')).total).toBe(0)
  expect((await list('state=open')).total).toBe(0)
  const reconciliationId = (await reportOf(dep, id)).last!.id
  expect((await list(`reconciliation=${reconciliationId}`)).total).toBe(7)
  expect((await list(`reconciliation=${crypto.randomUUID()}`)).total).toBe(0)
  expect((await list('cursor=nonsense')).code).toBe('request.invalid')
})

test('a device that moved to another of our accounts is told as that', async () => {
  const dep = await depTest({ apple: { devices } })
  const first = await dep.account('First')
  const second = await dep.account('Second')
  await silently(dep, () => dep.portal('/devices', { assign: [one], server: second.id }))
  expect(await reconcile(dep, second.id)).toMatchObject({ mended: 1 })
  expect(await reconcile(dep, first.id)).toMatchObject({ mended: 1 })
  const [moved] = await differencesOf(dep, first.id)
  expect(moved).toMatchObject({
    kind: 'moved',
    serial: one,
    fields: [{ field: 'account', apple: 'Second', muster: 'First' }],
  })
})

test('a profile that was removed at Apple is wanted again and assigned', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  const profile = await define(dep, id, 'Pupils')
  await assign(dep, profile, [one, two])
  giveAtApple(dep, id, one, null)
  expect(await reconcile(dep, id)).toMatchObject({ mended: 1, open: 0 })
  expect(await differencesOf(dep, id)).toMatchObject([
    {
      kind: 'profile-removed',
      serial: one,
      fields: [{ field: 'profile', apple: null, muster: `Pupils (${profile.uuid})` }],
    },
  ])
  await dep.runDue()
  expect(serverAt(dep, id).devices.get(one)!.profile).toMatchObject({
    uuid: profile.uuid,
    status: 'assigned',
  })
  expect(await deviceOf(dep, one)).toMatchObject({ profileStatus: 'assigned' })
  expect((await kindsOf(dep, one)).map(([kind]) => kind)).toEqual([
    'dep-device.profile-assigned',
    'dep-device.profile-removed',
    'dep-device.profile-wanted-again',
    'dep-device.profile-assigned',
  ])
  expect(await reconcile(dep, id)).toMatchObject({ mended: 0, open: 0 })
})

test('a list that lags behind an assignment which Apple has just confirmed is no difference', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  const profile = await define(dep, id, 'Pupils')
  await assign(dep, profile, [one])
  const server = serverAt(dep, id)
  const { uuid } = profile
  const details = {
    serial_number: one,
    response_status: 'SUCCESS',
    profile_status: 'assigned',
    profile_uuid: uuid,
  }
  const body = JSON.stringify({ devices: { [one]: details } })
  await dep.portal('/faults', {
    next: [{ path: '/devices', status: 200, contentType: 'application/json', body }],
  })
  server.devices.set(one, { ...server.devices.get(one)!, profile: { status: 'removed', uuid } })
  expect(await reconcile(dep, id)).toMatchObject({ state: 'done', mended: 0, open: 0 })
  expect(await deviceOf(dep, one)).toMatchObject({ profileStatus: 'assigned' })
  // Apple's own record says the same as its list: it is true.
  expect(await reconcile(dep, id)).toMatchObject({ mended: 1 })
})

test('another profile waits for a decision: ours again, Apple’s from now on, or as it is', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  const [wanted, other] = [await define(dep, id, 'Pupils'), await define(dep, id, 'Teachers')]
  await assign(dep, wanted, [one, two, three])
  for (const serial of [one, two, three]) giveAtApple(dep, id, serial, other.uuid)
  expect(await reconcile(dep, id)).toMatchObject({
    mended: 0,
    open: 3,
    kinds: [{ kind: 'other-profile', mended: 0, open: 3, decided: 0 }],
  })
  const found = await differencesOf(dep, id, '&state=open')
  expect(found[0]).toMatchObject({
    serial: one,
    decisions: ['assign-ours', 'take-apple', 'leave'],
    fields: [{ field: 'profile', apple: `Teachers (${other.uuid})`, muster: `Pupils (${wanted.uuid})` }],
  })
  expect((await decide(dep, id, found[0]!, 'remove-again')).body.code).toBe('dep-difference.decision-unfit')
  expect(await decide(dep, id, found[0]!, 'assign-ours')).toMatchObject({
    status: 200,
    body: { state: 'decided', decision: 'assign-ours', decidedBy: 'test Administrator', decisions: [] },
  })
  expect((await decide(dep, id, found[0]!, 'leave')).body.code).toBe('dep-difference.closed')
  await decide(dep, id, found[1]!, 'take-apple')
  await decide(dep, id, found[2]!, 'leave')
  await dep.runDue()
  const uuids = [one, two, three].map((serial) => serverAt(dep, id).devices.get(serial)!.profile?.uuid)
  expect(uuids).toEqual([wanted.uuid, other.uuid, other.uuid])
  expect((await deviceOf(dep, two)).assignment).toMatchObject({ profileId: other.id, state: 'assigned' })

  // What was left as it is does not come back, until it is another difference.
  expect(await reconcile(dep, id)).toMatchObject({ mended: 0, open: 0 })
  expect(linesOf(await differencesOf(dep, id))).toEqual([
    `other-profile ${one} decided`,
    `other-profile ${two} decided`,
    `other-profile ${three} decided`,
  ])
  const third = await define(dep, id, 'Guests')
  giveAtApple(dep, id, three, third.uuid)
  expect(await reconcile(dep, id)).toMatchObject({ open: 1 })
  expect((await differencesOf(dep, id, '&state=open'))[0]).toMatchObject({
    serial: three,
    decision: null,
    decidedBy: null,
  })
  giveAtApple(dep, id, three, wanted.uuid)
  await reconcile(dep, id)
  expect(linesOf(await differencesOf(dep, id, '&state=resolved'))).toEqual([
    `other-profile ${three} resolved`,
  ])
  // One that comes again after it was decided is a new one.
  giveAtApple(dep, id, one, other.uuid)
  expect(await reconcile(dep, id)).toMatchObject({ open: 1 })
})

test('a profile where none is wanted, decided for all at once, with a preview', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account('Metered')
  const profile = await define(dep, id, 'Pupils')
  await assign(dep, profile, [one, two])
  await dep.app.api('POST', '/dep/profiles/remove', { serials: [one, two] })
  for (const serial of [one, two]) giveAtApple(dep, id, serial, profile.uuid)
  expect(await reconcile(dep, id)).toMatchObject({ open: 2, mended: 0 })
  const choice = { kind: 'profile-unwanted', decision: 'remove-again' }
  expect((await decideAll(dep, id, { ...choice, preview: true })).body).toEqual({ decided: 2, skipped: 0 })
  expect((await reportOf(dep, id)).open).toBe(2)
  const metrics = await (await fetch(`${dep.app.url}/metrics`)).text()
  expect(metrics).toContain('muster_dep_open_differences{account="Metered"} 2')
  expect((await decideAll(dep, id, { ...choice, decision: 'assign-ours' })).body).toEqual({
    decided: 0,
    skipped: 2,
  })
  expect((await decideAll(dep, id, { decision: 'leave' })).status).toBe(400)
  expect((await decideAll(dep, id, choice)).body).toEqual({ decided: 2, skipped: 0 })
  await dep.runDue()
  expect(serverAt(dep, id).devices.get(one)!.profile?.status).toBe('removed')
  expect(await reconcile(dep, id)).toMatchObject({ open: 0, mended: 0 })
  const { rows } = {
    rows: await dep.app.platform.db.selectFrom('audit_event').select(['action', 'actor']).execute(),
  }
  expect(rows.filter(({ action }) => action === 'dep-difference.decided')).toEqual([
    { action: 'dep-difference.decided', actor: 'test Administrator' },
  ])
})

test('a fact that Apple does not tell any more is asked about, and cleared when that is decided', async () => {
  const dep = await depTest({
    apple: {
      devices: [
        { serial: one, assetTag: 'A-1' },
        { serial: two, assetTag: 'A-2' },
      ],
    },
  })
  const { id } = await dep.account()
  await dep.portal('/devices', { change: [one, two].map((serial) => ({ serial, assetTag: null })) })
  expect(await reconcile(dep, id)).toMatchObject({ mended: 0, open: 2 })
  const [first, second] = await differencesOf(dep, id)
  expect(first).toMatchObject({
    kind: 'facts-blank',
    fields: [{ field: 'assetTag', apple: null, muster: 'A-1' }],
  })
  await decide(dep, id, first!, 'take-apple')
  await decide(dep, id, second!, 'leave')
  expect([(await deviceOf(dep, one)).assetTag, (await deviceOf(dep, two)).assetTag]).toEqual([null, 'A-2'])
  expect(await reconcile(dep, id)).toMatchObject({ mended: 0, open: 0 })
})

test('records whose serial number no account lists, and enrolled devices that Apple has released', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  const add = async (identifier: string, serial: string) =>
    (await dep.app.api('POST', '/devices', { identifier, serial, platform: 'ios', depMethod: 'Serial' })).body
  await add('unknown', 'DEPR00000009')
  await add('listed', one)
  const released = await add('released', two)
  await dep.app.api('POST', '/devices', { identifier: 'by-hand', serial: 'DEPR00000008', platform: 'ios' })
  await dep.app.platform.db
    .updateTable('device')
    .set({ status: 'enrolled' })
    .where('id', '=', released.id)
    .execute()
  await silently(dep, () => dep.portal('/devices', { release: [two] }))
  expect(await reconcile(dep, id)).toMatchObject({ mended: 1, open: 2 })
  const open = await differencesOf(dep, id, '&state=open')
  expect(linesOf(open)).toEqual([`enrolled-released ${two} open`, 'not-listed DEPR00000009 open'])
  expect(open[0]).toMatchObject({
    deviceId: released.id,
    deviceIdentifier: 'released',
    decisions: ['withdraw', 'leave'],
  })

  expect((await decide(dep, id, open[0]!, 'withdraw')).body).toMatchObject({ state: 'decided' })
  expect((await dep.app.api('GET', `/devices/${released.id}`)).body.status).toBe('withdrawn')
  await decide(dep, id, open[1]!, 'leave')
  expect(await reconcile(dep, id)).toMatchObject({ mended: 0, open: 0 })
})

test('a change that comes while the list is read is the sync’s, and no difference', async () => {
  const dep = await depTest({ apple: { devices: 150, limits: { default: 100, maximum: 100 } } })
  const { id } = await dep.account()
  const [listed] = (await dep.app.api('GET', '/dep/devices?limit=1')).body.items
  const slow = { path: '/server/devices', delayMs: 800 }
  await dep.portal('/faults', { next: [{ path: '/server/devices' }, slow] })
  await dep.app.api('POST', `/dep/accounts/${id}/reconciliation`)
  while (((await reportOf(dep, id)).last?.pages ?? 0) < 1) await pause(20)
  await dep.portal('/devices', {
    unassign: [listed.serial],
    add: ['DEPR00000007'],
  })
  expect(await endOf(dep, id)).toMatchObject({ state: 'done', listed: 150, mended: 0, open: 0 })
  expect((await deviceOf(dep, listed.serial)).goneSince).not.toBeNull()
  expect((await deviceOf(dep, 'DEPR00000007')).goneSince).toBeNull()
})

test('a device that the list leaves out although Apple has it does not leave', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  serverAt(dep, id).devices.delete(one)
  const body = JSON.stringify({ devices: { [one]: { serial_number: one, response_status: 'SUCCESS' } } })
  await dep.portal('/faults', {
    next: [{ path: '/devices', status: 200, contentType: 'application/json', body }],
  })
  expect(await reconcile(dep, id)).toMatchObject({ state: 'done', listed: 2, mended: 0 })
  expect((await deviceOf(dep, one)).goneSince).toBeNull()
  // Asked again, Apple does not know it.
  expect(await reconcile(dep, id)).toMatchObject({ state: 'done', listed: 2, mended: 1 })
  expect((await deviceOf(dep, one)).goneSince).not.toBeNull()
})

test('one at a time; what Apple refuses in the middle fails with the sentence and leaves nothing half', async () => {
  const dep = await depTest({ apple: { devices: 250, limits: { default: 100, maximum: 100 } } })
  const { id } = await dep.account()
  await silently(dep, () => dep.portal('/devices', { add: [one] }))
  await dep.portal('/faults', {
    next: [
      { path: '/server/devices', delayMs: 300 },
      { path: '/server/devices', status: 403, body: 'T_C_NOT_SIGNED' },
    ],
  })
  const first = await dep.app.api('POST', `/dep/accounts/${id}/reconciliation`)
  const second = await dep.app.api('POST', `/dep/accounts/${id}/reconciliation`)
  expect([first.status, second.status, second.body.code]).toEqual([202, 409, 'dep-reconciliation.running'])
  const failed = await endOf(dep, id)
  expect(failed).toMatchObject({ state: 'failed', pages: 1, mended: 0 })
  expect(failed.error).toContain('sign in at Apple Business Manager')
  expect((await dep.app.api('GET', `/dep/accounts/${id}`)).body.state).toBe('terms-not-accepted')
  expect((await dep.app.api('GET', `/dep/devices/${one}`)).status).toBe(404)
  expect(await differencesOf(dep, id)).toEqual([])
  expect(await reconcile(dep, id)).toMatchObject({ state: 'done', listed: 251, mended: 1 })
  expect((await reportOf(dep, id)).history.map(({ state }) => state)).toEqual(['done', 'failed'])
})

test('a cursor that comes back with more to follow is no whole list', async () => {
  const dep = await depTest({ apple: { devices: 250, limits: { default: 100, maximum: 100 } } })
  const { id } = await dep.account()
  await dep.portal('/faults', {
    next: [{ path: '/server/devices' }, { path: '/server/devices', sameCursor: true }],
  })
  expect(await reconcile(dep, id)).toMatchObject({ state: 'failed' })
  expect((await dep.app.api('GET', '/dep/devices?gone=true')).body.total).toBe(0)
})

test('a token that is replaced in the middle ends it; the next one starts anew', async () => {
  const dep = await depTest({ apple: { devices: 150, limits: { default: 100, maximum: 100 } } })
  const { id } = await dep.account()
  await dep.portal('/faults', {
    next: [{ path: '/server/devices' }, { path: '/server/devices', delayMs: 600 }],
  })
  await dep.app.api('POST', `/dep/accounts/${id}/reconciliation`)
  while (((await reportOf(dep, id)).last?.pages ?? 0) < 1) await pause(10)
  expect((await dep.putToken(id, await dep.tokenFor(id))).status).toBe(200)
  expect(await endOf(dep, id)).toMatchObject({
    state: 'failed',
    error: 'The server token was replaced meanwhile. The next reconciliation compares everything anew.',
  })
  expect(await reconcile(dep, id)).toMatchObject({ state: 'done', listed: 150 })
})

test('one whose server died is told as interrupted, and another begins anew', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  const { platform } = dep.app
  const reconciliationId = uuidv7()
  await platform.db
    .insertInto('dep_reconciliation')
    .values({
      id: reconciliationId,
      account_id: id,
      cause: 'asked',
      requested_by: 'ana',
      state: 'running',
      phase: 'fetch',
    })
    .execute()
  await platform.db
    .insertInto('dep_listed_device')
    .values({ account_id: id, page: 1, serial: 'LEFTOVER', facts: '{}' })
    .execute()
  const payload = { accountId: id, reconciliationId, attempt: 0 }
  const apple = openApple(platform, dep.apple.url)
  const { signal } = new AbortController()
  await runReconciliation({ platform, apple, payload, signal })
  const { history } = await reportOf(dep, id)
  expect(history).toMatchObject([
    { state: 'done', cause: 'asked', requestedBy: 'ana', listed: 3, mended: 0 },
    { id: reconciliationId, state: 'failed', error: expect.stringContaining('interrupted') },
  ])
  // The queue may give a job twice.
  await runReconciliation({ platform, apple, payload, signal })
  expect((await reportOf(dep, id)).history).toHaveLength(2)
})

test('every account is reconciled in its night', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  const { next } = nightlyTimes(id, new Date())
  await scheduleReconciliations(dep.app.platform, new Date(next.getTime() - 60_000))
  expect((await reportOf(dep, id)).history).toEqual([])
  await scheduleReconciliations(dep.app.platform, new Date(next.getTime() + 60_000))
  expect(await endOf(dep, id)).toMatchObject({
    state: 'done',
    cause: 'nightly',
    requestedBy: 'Muster',
    listed: 3,
  })
})

test('a role without the right to DEP is refused, and withdrawing needs the right to devices', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account()
  const token = await dep.app.tokenFor('Help desk')
  for (const [method, path] of [
    ['GET', '/dep/reconciliations'],
    ['GET', `/dep/accounts/${id}/reconciliation`],
    ['POST', `/dep/accounts/${id}/reconciliation`],
    ['GET', `/dep/accounts/${id}/reconciliation/differences`],
  ] as const)
    expect((await dep.app.api(method, path, undefined, { token })).status).toBe(403)
  const missing = crypto.randomUUID()
  expect((await dep.app.api('POST', `/dep/accounts/${missing}/reconciliation`)).body.code).toBe(
    'dep-account.not-found',
  )
  expect((await dep.app.api('GET', `/dep/accounts/${missing}/reconciliation`)).body.code).toBe(
    'dep-account.not-found',
  )
})
