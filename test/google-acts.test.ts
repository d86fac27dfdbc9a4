import { expect, test } from 'vitest'
import { commandJob } from '../src/google/command-job.ts'
import type { FakeDevice, FakeOperation } from '../src/simulator/google/google-state.ts'
import { until } from './support/child-server.ts'
import { googleWorld } from './support/google-world.ts'
import { against, muster } from './support/muster.ts'

const imei = '490154203237518'
const hardwareInfo = { serialNumber: 'R58M1', manufacturer: 'samsung', model: 'SM-X' }

/** A tablet that Google manages for a record, and time that can be let pass. */
async function managedTablet(told: Partial<FakeDevice> = {}) {
  let passed = 0
  const world = await googleWorld({}, { clock: () => new Date(Date.now() + passed) })
  const { app, google, list, enroll, sync } = world
  const { id, devices } = await list([{ imei }])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  const tablet = enroll(token, { hardwareInfo, networkInfo: { imei }, ...told })
  await sync()
  const device = devices[0]!.id
  const path = `/devices/${device}`
  const { identifier } = (await app.api('GET', path)).body
  const state = async () => (await app.api('GET', `${path}/android`)).body
  const run = (key = 'test') => app.platform.jobs.enqueue(app.platform.db, commandJob, {}, { key })
  return {
    ...world,
    token,
    tablet,
    bulk: id,
    device,
    identifier,
    state,
    run,
    ask: (order: object, options = {}) => app.api('POST', `${path}/android/commands`, order, options),
    /** Waits until the newest command is in the state. */
    async reaches(wanted: string) {
      await until(async () => (await state()).commands[0]?.state === wanted)
      return (await state()).commands[0]
    },
    async pass(seconds: number) {
      passed += seconds * 1000
      await run()
    },
    withdraw: () => app.api('POST', `${path}/withdraw`, {}),
    record: async () => (await app.api('GET', path)).body,
    timeline: async () =>
      (await app.api('GET', `${path}/timeline`)).body.items.map(
        ({ summary }: { summary: string }) => summary,
      ),
    operation: (): FakeOperation => google.state.operations.at(-1)!,
  }
}

const secondsOf = ({ metadata }: FakeOperation) => Number.parseInt(metadata.duration, 10)

test('what Google says of a device is read again when an admin asks, a second IMEI too', async () => {
  const second = '356938035643809'
  const { app, tablet, state, ask, reaches, timeline, google } = await managedTablet({
    apiLevel: 35,
    softwareInfo: { androidVersion: '15', securityPatchLevel: '2026-10-05' },
    securityPosture: { devicePosture: 'SECURE' },
    appliedState: 'ACTIVE',
    appliedPolicyName: 'enterprises/LC01/policies/default',
    lastStatusReportTime: '2026-11-30T09:00:00Z',
  })
  expect(await state()).toMatchObject({
    registration: null,
    google: {
      name: tablet.name,
      state: 'ACTIVE',
      apiLevel: 35,
      posture: 'SECURE',
      securityPatch: '2026-10-05',
      appliedPolicy: 'enterprises/LC01/policies/default',
      lastReportAt: '2026-11-30T09:00:00.000Z',
      policyCompliant: null,
      goneAt: null,
    },
  })
  Object.assign(tablet, {
    securityPosture: { devicePosture: 'AT_RISK' },
    // Google may write something else here one day; the device is read all the same.
    apiLevel: '36',
    policyCompliant: false,
    networkInfo: { telephonyInfos: [{ imei }, { imei: second }] },
  })
  expect(await ask({ kind: 'sync' })).toMatchObject({ status: 202 })
  await reaches('done')
  expect((await state()).google).toMatchObject({ posture: 'AT_RISK', policyCompliant: false, apiLevel: null })
  expect((await app.api('GET', '/google/devices')).body.items[0].claimed).toMatchObject({
    imei,
    imei2: second,
  })
  expect(await timeline()).toContain('Google told what it knows of the device.')
  // One device was read, not all.
  expect(google.state.calls.at(-1)).toBe(`GET ${tablet.name}`)
})

test('a lock is handed to Google, and is done when the device has done it', async () => {
  const { app, ask, state, reaches, operation, timeline, google, device } = await managedTablet()
  for (let twice = 0; twice < 2; twice++) expect((await ask({ kind: 'lock' })).status).toBe(202)
  const sent = await reaches('sent')
  expect(sent).toMatchObject({ kind: 'lock', requestedBy: 'test Administrator', message: null })
  expect((await state()).commands).toHaveLength(1)
  expect(google.state.operations).toMatchObject([{ metadata: { type: 'LOCK' } }])
  expect(secondsOf(operation())).toBeGreaterThan(86_400 - 120)
  expect(secondsOf(operation())).toBeLessThanOrEqual(86_400)
  operation().done = true
  await reaches('done')
  expect(await timeline()).toContain('The device locked itself.')
  const audit = (await app.api('GET', `/audit-events?action=device.commanded`)).body.items
  expect(audit).toMatchObject([{ targetId: device, after: { command: 'lock' } }])
})

test('what the device cannot do is failed, with the reason in words', async () => {
  const { ask, reaches, operation, timeline } = await managedTablet()
  await ask({ kind: 'reboot' })
  await reaches('sent')
  operation().metadata.errorCode = 'API_LEVEL'
  operation().error = { code: 9, message: 'Precondition failed.' }
  operation().done = true
  const message = 'The Android version of the device is too old for this.'
  expect(await reaches('failed')).toMatchObject({ message })
  expect(await timeline()).toContain(`The device could not be restarted: ${message}`)
})

test('a message is refused, with what to do instead; a stranger and the help desk may not erase', async () => {
  const { app, ask, state, list, identifier } = await managedTablet()
  expect(await ask({ kind: 'message', text: 'Hello' })).toMatchObject({
    status: 409,
    body: { code: 'command.unfit', detail: expect.stringContaining('deviceOwnerLockScreenInfo') },
  })
  const token = await app.tokenFor('Help desk')
  expect((await ask({ kind: 'wipe', confirm: identifier }, { token })).body.code).toBe('permission.denied')
  expect((await ask({ kind: 'lock' }, { token: await app.tokenFor('Auditor') })).status).toBe(403)
  expect((await ask({ kind: 'wipe', confirm: 'other' })).body.code).toBe('device-erase.unconfirmed')
  expect((await state()).commands).toEqual([])
  const { devices } = await list([{ imei: '356938035643809' }], 'Waiting')
  const waiting = await app.api('POST', `/devices/${devices[0]!.id}/android/commands`, { kind: 'lock' })
  expect(waiting.body.code).toBe('command.not-enrolled')
  await app.api('PUT', '/settings/google', { serviceAccountKey: null })
  expect((await ask({ kind: 'lock' })).body.code).toBe('google.not-configured')
})

test('an erased device is enrolled no more, is deleted at Google, and comes in again only when it is set up again', async () => {
  const { app, ask, reaches, operation, google, tablet, record, sync, identifier, state, enroll, token } =
    await managedTablet()
  await ask({ kind: 'wipe', confirm: identifier })
  await reaches('sent')
  expect(operation().metadata.type).toBe('WIPE')
  expect(secondsOf(operation())).toBeGreaterThan(89 * 86_400)
  expect((await record()).status).toBe('enrolled')
  operation().done = true
  await reaches('done')
  expect((await record()).status).toBe('enrolling')
  await until(() => google.state.devices.length === 0)
  await until(async () => (await state()).google.goneAt !== null)
  expect((await state()).google).toMatchObject({ name: tablet.name, erasedAt: expect.any(String) })
  await sync()
  expect((await record()).status).toBe('enrolling')

  enroll(token, { hardwareInfo, networkInfo: { imei }, previousDeviceNames: [tablet.name] })
  await sync()
  expect((await record()).status).toBe('enrolled')
  expect((await state()).google).toMatchObject({ erasedAt: null, goneAt: null })
  expect((await app.api('GET', '/google/devices')).body.items).toMatchObject([
    { erasedAt: expect.any(String) },
    { erasedAt: null },
  ])
})

test('an erased device that Google still has is not let in again, and is deleted when Google takes it', async () => {
  const { ask, reaches, google, record, sync, identifier, pass } = await managedTablet()
  await ask({ kind: 'wipe', confirm: identifier })
  await reaches('sent')
  google.state.operations[0]!.done = true
  const { devices, faults } = google.state
  faults.refuseActs = 403
  await reaches('done')
  await sync()
  expect((await record()).status).toBe('enrolling')
  expect(devices).toHaveLength(1)
  faults.refuseActs = null
  await pass(60)
  await until(() => devices.length === 0)
})

test('a device that is gone from Google after the order was erased; before it, nothing was', async () => {
  const { ask, reaches, google, identifier, state, record } = await managedTablet()
  await ask({ kind: 'wipe', confirm: identifier })
  await reaches('sent')
  google.state.devices.length = 0
  google.state.operations.length = 0
  expect(await reaches('done')).toMatchObject({ message: 'Google does not have the device any more.' })
  expect((await record()).status).toBe('enrolling')
  expect((await state()).google.goneAt).not.toBeNull()

  const other = await managedTablet()
  other.google.state.devices.length = 0
  await other.ask({ kind: 'sync' })
  expect(await other.reaches('failed')).toMatchObject({
    message: 'Google does not have the device any more.',
  })
  expect((await other.record()).status).toBe('enrolling')
})

test('a withdrawn device is disabled, not erased; with another record it is enabled', async () => {
  const { app, bulk, tablet, withdraw, run, reaches, timeline, sync, google } = await managedTablet()
  await withdraw()
  await run()
  expect(await reaches('done')).toMatchObject({ kind: 'disable', requestedBy: 'Muster' })
  expect(tablet).toMatchObject({ state: 'DISABLED', disabledReason: { defaultMessage: expect.any(String) } })
  expect((await app.api('GET', `/google/devices`)).body.items).toMatchObject([
    { state: 'DISABLED', disabled: true },
  ])
  expect(google.state.operations).toEqual([])
  expect(await timeline()).toEqual(
    expect.arrayContaining([
      'The device was withdrawn: Google is told to disable it.',
      'Google disabled the device.',
    ]),
  )
  await sync()
  await run()
  expect(tablet.state).toBe('DISABLED')
  expect(google.state.calls.filter((call) => call.startsWith('PATCH'))).toHaveLength(1)

  const added = await app.api('POST', `/bulk-enrollments/${bulk}/devices`, { imei, identifier: 'anew' })
  await sync()
  expect(tablet.state).toBe('ACTIVE')
  const anew = `/devices/${added.body.id}`
  expect((await app.api('GET', anew)).body.status).toBe('enrolled')
  expect((await app.api('GET', `${anew}/android`)).body.google).toMatchObject({ name: tablet.name })
  await app.api('POST', `${anew}/withdraw`, {})
  await run('again')
  await until(() => tablet.state === 'DISABLED')
})

test('a withdrawn device can still be erased, and one that is to be erased is not disabled', async () => {
  const { ask, withdraw, run, reaches, tablet, identifier, operation, record } = await managedTablet()
  await withdraw()
  await run()
  await reaches('done')
  expect((await ask({ kind: 'lock' })).body.code).toBe('command.not-enrolled')
  expect((await ask({ kind: 'wipe', confirm: identifier })).status).toBe(202)
  await reaches('sent')
  operation().done = true
  await reaches('done')
  expect(await record()).toMatchObject({ status: 'withdrawn' })

  const other = await managedTablet()
  await other.ask({ kind: 'wipe', confirm: other.identifier })
  await other.reaches('sent')
  await other.withdraw()
  await other.run()
  await other.run('again')
  other.operation().done = true
  expect(await other.reaches('done')).toMatchObject({ kind: 'wipe' })
  expect([tablet.state, other.tablet.state]).toEqual(['DISABLED', 'ACTIVE'])
})

test('a device whose record is deleted right after it was withdrawn is disabled, too', async () => {
  const { app, device, tablet, withdraw, run } = await managedTablet()
  await withdraw()
  expect((await app.api('DELETE', `/devices/${device}`)).status).toBe(204)
  await run()
  await until(() => tablet.state === 'DISABLED')
})

test.each([403, 409, 429, 503] as const)(
  'a withdrawal that Google answers %i waits, says so, and is tried again until it is done',
  async (status) => {
    const { google, withdraw, run, state, pass, reaches, tablet } = await managedTablet()
    google.state.faults.refuseActs = status
    await withdraw()
    await run()
    await until(async () => (await state()).commands[0]?.message === `Refused: ${status}.`)
    expect((await state()).commands).toMatchObject([{ kind: 'disable', state: 'queued' }])
    expect(tablet.state).toBe('ACTIVE')
    google.state.faults.refuseActs = null
    await pass(3600)
    expect(await reaches('done')).toMatchObject({ message: null })
    expect(tablet.state).toBe('DISABLED')
  },
)

test('a withdrawn device that is gone from Google need not be disabled', async () => {
  const { google, withdraw, run, reaches } = await managedTablet()
  google.state.faults.refuseActs = 404
  await withdraw()
  await run()
  expect(await reaches('done')).toMatchObject({ message: 'Google does not have the device any more.' })
})

test('a command that cannot be asked for is asked for again; one that Google has forgotten is failed', async () => {
  const { ask, google, reaches, pass, state } = await managedTablet()
  await ask({ kind: 'lock' })
  await reaches('sent')
  const { faults } = google.state
  faults.refuseOperations = 409
  await pass(60)
  await until(async () => (await state()).commands[0]?.message === 'Refused: 409.')
  faults.refuseOperations = 404
  await pass(3600)
  expect(await reaches('failed')).toMatchObject({
    message: 'Google does not say any more what became of it.',
  })
})

test('an act that Google is too busy for waits for its time, and fails when that is over', async () => {
  const { ask, google, state, pass, reaches } = await managedTablet()
  google.state.faults.refuseActs = 503
  await ask({ kind: 'lock' })
  await until(async () => (await state()).commands[0]?.message === 'Refused: 503.')
  google.state.faults.refuseActs = null
  await pass(3600)
  await reaches('sent')
  await pass(23 * 3600)
  expect((await state()).commands).toMatchObject([{ state: 'sent' }])
  // Google ends it itself and is given an hour to say so.
  await pass(3 * 3600)
  expect(await reaches('failed')).toMatchObject({ message: 'Google did not say what became of it.' })

  google.state.faults.refuseActs = 403
  await ask({ kind: 'reboot' })
  await until(async () => (await state()).commands[0]?.message === 'Refused: 403.')
  // What was not taken in its time is not done when Google takes it again.
  google.state.faults.refuseActs = null
  await pass(25 * 3600)
  expect(await reaches('failed')).toMatchObject({ message: 'Refused: 403.' })
  expect(google.state.operations).toHaveLength(1)
})

test('reading devices never erases: no record, no token and no list make Google delete one', async () => {
  const { app, google, sync, enroll, withdraw, run } = await managedTablet()
  await app.api('PUT', '/settings/google', { disableRefused: true })
  enroll(null, { hardwareInfo: { serialNumber: 'STRANGER', manufacturer: 'x' } })
  await withdraw()
  await run()
  await sync()
  await sync()
  expect(google.state.calls.filter((call) => /^DELETE .*devices|issueCommand/.test(call))).toEqual([])
  expect(google.state.devices).toHaveLength(2)
})

test('the command line tells what Google says of a device, and has Google act on it', async () => {
  const { app, identifier, reaches, tablet } = await managedTablet({ apiLevel: 35 })
  const run = (...args: string[]) => muster(['device', ...args], against(app))
  const key = `identifier:${identifier}`
  expect(await run('android-reboot', key)).toMatchObject({ code: 0, out: 'asked: reboot\n' })
  await reaches('sent')
  const shown = await run('android', key)
  expect(shown.out).toMatch(/At Google +ACTIVE/)
  expect(shown.out).toContain(`name: "${tablet.name}"`)
  expect(shown.out).toContain('apiLevel: 35')
  expect(shown.out).toMatch(/reboot +sent/)
  const refused = await run('android-message', key, 'Hello')
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Google shows no messages') })
})

test('what an admin asks for goes before many withdrawals', async () => {
  const { app, google, enroll, token, bulk, sync, ask, reaches, run } = await managedTablet()
  const many = []
  for (const serial of ['M1', 'M2', 'M3']) {
    const hardware = { serialNumber: serial, manufacturer: 'samsung' }
    many.push(await app.api('POST', `/bulk-enrollments/${bulk}/devices`, { serial, manufacturer: 'samsung' }))
    enroll(token, { hardwareInfo: hardware })
  }
  await sync()
  google.state.faults.refuseActs = 409
  for (const { body } of many) await app.api('POST', `/devices/${body.id}/withdraw`, {})
  await run()
  await until(() => google.state.calls.filter((call) => call.startsWith('PATCH')).length === 3)
  google.state.faults.refuseActs = null
  await app.platform.db
    .updateTable('google_command')
    .set({ next_at: new Date(0) })
    .execute()
  google.state.calls.length = 0
  await ask({ kind: 'lock' })
  await reaches('sent')
  await until(() => google.state.devices.filter(({ state }) => state === 'DISABLED').length === 3)
  expect(google.state.calls[0]).toMatch(/issueCommand$/)
})
