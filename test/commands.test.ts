import { expect, test } from 'vitest'
import { partWithWithdrawn } from '../src/apple/part-with-withdrawn.ts'
import { mdmSignature } from '../src/protocol/mdm/mdm-signature.ts'
import { readEnrollmentProfile } from '../src/protocol/mdm/read-enrollment-profile.ts'
import { commandIn, handOf } from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import type { AppleDevice, DeviceKnobs } from '../src/simulator/device/apple-device.ts'
import { refusal } from '../src/simulator/device/command-answer.ts'
import { requestCertificate } from '../src/simulator/device/scep-client.ts'
import type { ModelName } from '../src/simulator/models.ts'

type Item = Record<string, unknown>

async function enrolled(
  world: AppleWorld,
  serial: string,
  { model = 'iPhone', platform = 'ios', answer }: Partial<Options> = {},
): Promise<{ id: string; identifier: string; device: AppleDevice }> {
  const record = await world.record(serial, { platform })
  const device = world.device(serial, model, { knobs: answer ? { answer } : {} })
  const { outcome, reason } = await device.enroll()
  if (outcome !== 'enrolled') throw new Error(reason)
  return { ...record, device }
}
type Options = { model: ModelName; platform: string; answer: NonNullable<DeviceKnobs['answer']> }

const ask = (world: AppleWorld, id: string, body: Item) => world.api('POST', `/devices/${id}/commands`, body)
const list = async (world: AppleWorld, id: string): Promise<Item[]> =>
  (await world.api('GET', `/devices/${id}/commands`)).body.items
const timeline = async (world: AppleWorld, id: string): Promise<Item[]> =>
  (await world.api('GET', `/devices/${id}/timeline`)).body.items

test('an enrolled device shows what it says about itself, and nothing but its serial number before', async () => {
  const world = await appleWorld()
  const { id } = await world.record('F2LDETAILS1')
  const details = () => world.api('GET', `/devices/${id}/details`)
  expect((await details()).body).toEqual({ system: null, security: null, profiles: null })

  const device = world.device('F2LDETAILS1')
  await device.enroll()
  const { body } = await details()
  expect(body).toMatchObject({
    system: { osVersion: '26.1', build: '23B85', supervised: true, capacity: 256, battery: 80 },
    security: { passcodePresent: true, passcodeCompliant: true, diskEncrypted: null, enrolledViaDep: true },
    profiles: { items: [{ identifier: 'muster.enrollment', managed: false, removable: true }] },
  })
  expect(body.profiles.items[0].payloads.map(({ type }: { type: string }) => type)).toContain('com.apple.mdm')
})

test('a refresh asks once however often it is wished, and what the device says is shown', async () => {
  const world = await appleWorld()
  const { id, device } = await enrolled(world, 'F2LREFRESH1')
  const before = (await list(world, id)).length
  const first = await ask(world, id, { act: 'refresh' })
  expect(first.status).toBe(202)
  expect(first.body.commands.map((c: Item) => c['requestType'])).toEqual([
    'DeviceInformation',
    'SecurityInfo',
    'ProfileList',
  ])
  expect((await ask(world, id, { act: 'refresh' })).body).toEqual(first.body)
  await device.poll()
  const after = await list(world, id)
  expect(after).toHaveLength(before + 3)
  expect(after[0]).toMatchObject({ state: 'acknowledged', askedBy: expect.any(String), hasResult: true })
  const one = await world.api('GET', `/devices/${id}/commands/${String(after[0]!['id'])}`)
  expect(one.body.result).toContain('ProfileList')
})

test('a phone is locked with a message; it is asked for, done and told once', async () => {
  const world = await appleWorld()
  const { id, device } = await enrolled(world, 'F2LLOCKIT01')
  const { body } = await ask(world, id, { act: 'lock', message: 'Lost. Please call', phone: '+49 1' })
  expect(body.commands).toMatchObject([{ requestType: 'DeviceLock', state: 'queued', holdsPin: false }])
  await device.poll()
  expect(device.state().lock).toEqual({ message: 'Lost. Please call', phoneNumber: '+49 1' })
  const kinds = (await timeline(world, id)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'device.lock-asked')).toHaveLength(1)
  expect(kinds.filter((kind) => kind === 'command.done')).toHaveLength(1)
  const audit = await world.api('GET', '/audit-events?action=device.lock-asked')
  expect(audit.body.total).toBe(1)
})

test('a Mac is locked with a PIN that is made up, kept sealed, and shown to who asks, which is audited', async () => {
  const world = await appleWorld()
  const { id, device } = await enrolled(world, 'C02LOCKMAC1', { model: 'Mac', platform: 'macos' })
  const { body } = await ask(world, id, { act: 'lock' })
  await device.poll()
  const pin = device.state().lock?.pin
  expect(pin).toMatch(/^\d{6}$/)
  const command = body.commands[0].id as string
  const shown = await world.api('POST', `/devices/${id}/commands/${command}/pin`)
  expect(shown).toMatchObject({ status: 200, body: { pin } })
  expect((await world.api('GET', '/audit-events?action=command.pin-read')).body.total).toBe(1)
  const whole = JSON.stringify([
    await list(world, id),
    await timeline(world, id),
    (await world.api('GET', '/audit-events')).body,
  ])
  expect(whole).not.toContain(pin)
  const row = await world.platform.db
    .selectFrom('command')
    .select(['payload', 'payload_sealed'])
    .where('id', '=', command)
    .executeTakeFirstOrThrow()
  expect(row.payload).toBeNull()
  expect(row.payload_sealed!.includes(Buffer.from(pin!))).toBe(false)
})

test('a device is erased when its identifier is typed; it starts anew and may enroll again', async () => {
  const world = await appleWorld()
  const { id, identifier, device } = await enrolled(world, 'F2LERASE001')
  const unconfirmed = await ask(world, id, { act: 'erase', confirm: 'yes' })
  expect(unconfirmed).toMatchObject({ status: 400, body: { code: 'device-erase.unconfirmed' } })

  await ask(world, id, { act: 'refresh' })
  const erase = await ask(world, id, { act: 'erase', confirm: identifier, preserveDataPlan: true })
  expect(erase.status).toBe(202)
  expect(await device.poll()).toMatchObject([{ requestType: 'EraseDevice', status: 'Acknowledged' }])
  expect(device.identity()).toBeUndefined()
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolling')
  expect((await world.api('GET', `/devices/${id}/details`)).body.system).toBeNull()
  expect((await list(world, id)).filter(({ state }) => state === 'dropped')).toHaveLength(3)
  expect((await timeline(world, id))[0]).toMatchObject({
    kind: 'device.enrollment-ended',
    summary: expect.stringContaining('was erased'),
  })
  expect(await device.enroll()).toMatchObject({ outcome: 'enrolled' })
})

test('Return to Service brings along the profile of a device that could not fetch one without a person', async () => {
  const world = await appleWorld()
  const erased: Record<string, unknown>[] = []
  const answer: Options['answer'] = (command) => {
    if (command.RequestType === 'EraseDevice') erased.push(command['ReturnToService'] as typeof command)
    return undefined
  }
  const { id, identifier, device } = await enrolled(world, 'F2LRETURN01', { answer })
  const back = { act: 'erase', confirm: identifier, returnToService: {} }
  expect((await ask(world, id, back)).status).toBe(202)
  await device.poll()
  const [wish] = erased
  expect(wish).toMatchObject({ Enabled: true, MDMProfileData: expect.any(Uint8Array) })
  const profile = readEnrollmentProfile(Buffer.from(wish!['MDMProfileData'] as Uint8Array))
  const surroundings = { fetch, now: () => new Date(), step: () => {} }
  const identity = await requestCertificate(surroundings, profile.scep)
  const other = handOf(world, world.device('F2LRETURN02'), { profile, identity })
  expect((await other.authenticate()).status).toBe(403)
  const hand = handOf(world, device, { profile, identity })
  expect((await hand.authenticate()).status).toBe(200)
  expect((await hand.updateToken()).status).toBe(200)
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolled')
})

test('NotNow is counted, put off and asked again; an error is the end, with its chain in words', async () => {
  const world = await appleWorld()
  let patience = 2
  const { id, device } = await enrolled(world, 'F2LNOTNOW01', {
    answer: (command) => {
      if (command.RequestType !== 'RestartDevice') return undefined
      if (patience-- > 0) return { status: 'NotNow' }
      return refusal(12064, 'It cannot restart.', 'A person talks.')
    },
  })
  await ask(world, id, { act: 'restart' })
  const inSeconds = async () => {
    const push = await world.platform.db.selectFrom('push').select('due_at').executeTakeFirstOrThrow()
    return (Date.parse(push.due_at!) - Date.now()) / 1000
  }
  await device.poll()
  expect((await list(world, id))[0]).toMatchObject({ state: 'not-now', notNowCount: 1 })
  expect(await inSeconds()).toBeGreaterThan(250)
  await device.poll()
  expect((await list(world, id))[0]).toMatchObject({ state: 'not-now', notNowCount: 2 })
  expect(await inSeconds()).toBeGreaterThan(800)
  await device.poll()
  expect((await list(world, id))[0]).toMatchObject({
    state: 'error',
    error: {
      text: 'It cannot restart. ← A person talks.',
      chain: [{ code: 12064, domain: 'MCMDMErrorDomain' }, { text: 'A person talks.' }],
    },
  })
  expect(await device.poll()).toEqual([])
  expect((await timeline(world, id))[0]).toMatchObject({
    kind: 'command.failed',
    summary: 'The device could not restart: It cannot restart. ← A person talks.',
  })
})

test('what is urgent overtakes what waits', async () => {
  const world = await appleWorld()
  const { id, device } = await enrolled(world, 'F2LURGENT01')
  await ask(world, id, { act: 'refresh' })
  await ask(world, id, { act: 'restart' })
  await ask(world, id, { act: 'lock' })
  expect((await device.poll()).map(({ requestType }) => requestType)).toEqual([
    'DeviceLock',
    'RestartDevice',
    'DeviceInformation',
    'SecurityInfo',
    'ProfileList',
  ])
})

test('what waits can be taken back, and what the device has cannot', async () => {
  const world = await appleWorld()
  const { id, device } = await enrolled(world, 'F2LCANCEL01')
  const { body } = await ask(world, id, { act: 'restart' })
  const path = `/devices/${id}/commands/${body.commands[0].id as string}`
  expect((await world.api('DELETE', path)).status).toBe(204)
  expect(await device.poll()).toEqual([])
  expect((await list(world, id))[0]).toMatchObject({ state: 'cancelled' })
  expect(await world.api('DELETE', path)).toMatchObject({
    status: 409,
    body: { code: 'command.not-waiting' },
  })
  const nobody = '01900000-0000-7000-8000-000000000000'
  expect(await world.api('DELETE', `/devices/${id}/commands/${nobody}`)).toMatchObject({
    status: 404,
    body: { code: 'command.not-found' },
  })
})

test('a device that is not enrolled takes no commands, and none that its kind does not know', async () => {
  const world = await appleWorld()
  const { id } = await world.record('F2LSTRANGE1')
  expect(await ask(world, id, { act: 'lock' })).toMatchObject({
    status: 409,
    body: { code: 'command.not-enrolled', deviceStatus: 'enrolling' },
  })
  const phone = await enrolled(world, 'F2LSTRANGE2')
  for (const order of [
    { act: 'lock', pin: '123456' },
    { act: 'restart', notifyUser: true },
    { act: 'erase', confirm: phone.identifier, obliteration: 'Always' },
  ])
    expect(await ask(world, phone.id, order)).toMatchObject({ status: 409, body: { code: 'command.unfit' } })
  const mac = await enrolled(world, 'C02STRANGE1', { model: 'Mac', platform: 'macos' })
  for (const order of [
    { act: 'clear-passcode' },
    { act: 'erase', confirm: mac.identifier, preserveDataPlan: true },
    { act: 'erase', confirm: mac.identifier, returnToService: {} },
  ])
    expect(await ask(world, mac.id, order)).toMatchObject({ status: 409, body: { code: 'command.unfit' } })
  expect((await ask(world, mac.id, { act: 'dance' })).status).toBe(400)
})

test('a withdrawn device is told to remove its enrollment profile, and gets nothing else', async () => {
  const world = await appleWorld()
  const { id, device } = await enrolled(world, 'F2LPARTING1')
  await ask(world, id, { act: 'refresh' })
  expect((await world.api('POST', `/devices/${id}/withdraw`)).status).toBe(200)
  expect(await ask(world, id, { act: 'lock' })).toMatchObject({
    status: 409,
    body: { code: 'command.not-enrolled', deviceStatus: 'withdrawn' },
  })
  expect((await device.poll()).map(({ requestType }) => requestType)).toEqual(['RemoveProfile'])
  expect(await partWithWithdrawn(world.platform)).toBe(0)
  expect(device.identity()).toBeUndefined()
  const [newest] = await timeline(world, id)
  expect(newest).toMatchObject({ kind: 'device.enrollment-ended' })
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('withdrawn')
  const states = (await list(world, id)).map(({ requestType, state }) => [requestType, state])
  expect(states.slice(0, 2)).toEqual([
    ['RemoveProfile', 'acknowledged'],
    ['ProfileList', 'cancelled'],
  ])
})

test('a device that is silent when it is withdrawn is pushed once, and told when it comes', async () => {
  const world = await appleWorld()
  const { id, device } = await enrolled(world, 'F2LPARTING2')
  expect((await world.api('POST', `/devices/${id}/withdraw`)).status).toBe(200)
  expect(await partWithWithdrawn(world.platform)).toBe(1)
  expect(await partWithWithdrawn(world.platform)).toBe(0)
  expect((await device.poll()).map(({ requestType }) => requestType)).toEqual(['RemoveProfile'])
})

test('the enrollment profile is given again to who asks for it', async () => {
  const world = await appleWorld()
  const { id } = await enrolled(world, 'F2LAGAIN001')
  const { status, body } = await ask(world, id, { act: 'reinstall-profile' })
  expect(status).toBe(202)
  expect(body.commands).toMatchObject([{ requestType: 'InstallProfile', state: 'queued' }])
  const audit = await world.api('GET', '/audit-events?action=certificate.renewal-asked')
  expect(audit.body.items[0].actor).not.toBe('Muster')
})

test('the help desk may lock and not erase; an auditor only looks', async () => {
  const world = await appleWorld()
  const { id, identifier } = await enrolled(world, 'F2LRIGHTS01')
  const as = async (role: string) => {
    const { body } = await world.api('POST', '/api-tokens', { name: role, role })
    return { headers: { authorization: `Bearer ${body.token as string}` } }
  }
  const [desk, auditor] = [await as('Help desk'), await as('Auditor')]
  const post = (body: Item, who: typeof desk) => world.api('POST', `/devices/${id}/commands`, body, who)
  expect((await post({ act: 'refresh' }, desk)).status).toBe(202)
  expect(await post({ act: 'erase', confirm: identifier }, desk)).toMatchObject({
    status: 403,
    body: { code: 'permission.denied', permission: 'device.erase:write' },
  })
  expect((await post({ act: 'refresh' }, auditor)).status).toBe(403)
  const listed = await world.api('GET', `/devices/${id}/commands`, undefined, auditor)
  expect(listed.status).toBe(200)
  const command = listed.body.items[0].id as string
  const one = await world.api('GET', `/devices/${id}/commands/${command}`, undefined, auditor)
  expect(one.status).toBe(403)
})

test('a polite answer that no parser reads ends its command, and the next one comes', async () => {
  const world = await appleWorld()
  const { id, device } = await enrolled(world, 'F2LGARBLED1')
  await ask(world, id, { act: 'restart' })
  await ask(world, id, { act: 'refresh' })
  const hand = handOf(world, device, { profile: { mdm: {} } as never, identity: device.identity()! })
  expect(await commandIn(await hand.poll())).toMatchObject({ type: 'RestartDevice' })
  const garbage = Buffer.from('<plist><dict><key>Status</key><string>Acknowledged')
  const signature = mdmSignature(garbage, device.identity()!)
  const answer = await world.send('PUT', '/apple/mdm', garbage, { 'mdm-signature': signature })
  expect(answer.status).toBe(400)
  expect(await commandIn(await hand.poll())).toMatchObject({ type: 'DeviceInformation' })
  const failed = (await list(world, id)).find(({ state }) => state === 'error')
  expect(failed).toMatchObject({ error: { text: 'its answer cannot be read', chain: [] }, hasResult: true })
})

test('what was to be sent is forgotten when it is answered or the enrollment ends, except the PIN of a Mac', async () => {
  const world = await appleWorld()
  const { id, identifier, device } = await enrolled(world, 'C02FORGET01', { model: 'Mac', platform: 'macos' })
  await ask(world, id, { act: 'lock' })
  await device.poll()
  await ask(world, id, { act: 'refresh' })
  await ask(world, id, { act: 'erase', confirm: identifier, pin: '246810' })
  await device.poll()
  const kept = await world.platform.db
    .selectFrom('command')
    .select(['request_type', 'state'])
    .where('payload_sealed', 'is not', null)
    .orderBy('id')
    .execute()
  expect(kept).toEqual([
    { request_type: 'DeviceLock', state: 'acknowledged' },
    { request_type: 'EraseDevice', state: 'acknowledged' },
  ])
  const [erase] = (await list(world, id)).filter(({ requestType }) => requestType === 'EraseDevice')
  const pin = await world.api('POST', `/devices/${id}/commands/${String(erase!['id'])}/pin`)
  expect(pin.body).toEqual({ pin: '246810' })
})
