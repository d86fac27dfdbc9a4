import { expect, test } from 'vitest'
import { mdmSignature } from '../src/protocol/mdm/mdm-signature.ts'
import { buildPoll } from '../src/protocol/mdm/poll.ts'
import { getCertificate, handOf, postMachineInfo, type Hand } from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'

const serial = 'C02TEST00001'
const events = async (world: AppleWorld, id: string) =>
  (await world.api('GET', `/devices/${id}/timeline?limit=200`)).body.items as {
    kind: string
    summary: string
    facts: Record<string, unknown>
  }[]
const kindsOf = async (world: AppleWorld, id: string) => (await events(world, id)).map(({ kind }) => kind)
const statusOf = async (world: AppleWorld, id: string) =>
  (await world.api('GET', `/devices/${id}`)).body.status

async function arrived(fields: Record<string, unknown> = {}) {
  const world = await appleWorld()
  const { id } = await world.record(serial, fields)
  const hand = await getCertificate(world, world.device(serial))
  return { world, id, hand }
}

test.each([
  ['IMEI', { imei: '350000000000006' }, { IMEI: '49 015420 323751 8' }],
  ['MEID', { meid: 'A0000000000001' }, { MEID: 'A0000000000002' }],
])(
  'an %s that Authenticate names and the record does not have ends it, and says why',
  async (name, fields, said) => {
    const { world, id, hand } = await arrived()
    await world.api('PATCH', `/devices/${id}`, fields)
    const authenticate = { MessageType: 'Authenticate', SerialNumber: serial, ...said }
    expect((await hand.checkIn(authenticate)).status).toBe(403)
    expect((await hand.updateToken()).status).toBe(403)
    // It has to arrive again; saying something else with the same certificate does not help.
    expect((await hand.authenticate()).status).toBe(403)
    const [event] = (await events(world, id)).filter(({ kind }) => kind === 'restriction.failed')
    expect(event).toMatchObject({ facts: { failed: [name] }, summary: expect.stringContaining(name) })
    expect((await world.api('GET', '/audit-events?action=restriction.failed')).body.total).toBe(1)
    expect(await statusOf(world, id)).toBe('enrolling')
  },
)

test('Authenticate that leaves out what the record is restricted to goes on', async () => {
  const { world, id, hand } = await arrived()
  await world.api('PATCH', `/devices/${id}`, { imei: '350000000000006' })
  expect((await hand.authenticate()).status).toBe(200)
  expect((await hand.updateToken()).status).toBe(200)
  expect(await statusOf(world, id)).toBe('enrolled')
})

test('an enrolled device that names another IMEI later is not managed any more', async () => {
  const { world, id, hand } = await arrived()
  await hand.authenticate()
  await hand.updateToken()
  await world.platform.db.updateTable('device').set({ imei: '350000000000006' }).execute()
  const other = { MessageType: 'Authenticate', SerialNumber: serial, IMEI: '490154203237518' }
  expect((await hand.checkIn(other)).status).toBe(403)
  expect(await statusOf(world, id)).toBe('enrolling')
  expect(await kindsOf(world, id)).toEqual(
    expect.arrayContaining(['restriction.failed', 'device.enrollment-ended']),
  )
})

test('a certificate that was given to nobody in particular is for the device that authenticates first', async () => {
  const { world, hand } = await arrived()
  await world.platform.db.updateTable('certificate').set({ serial: '', udid: '' }).execute()
  expect((await hand.updateToken()).status).toBe(403)
  expect((await hand.checkIn({ MessageType: 'CheckOut' })).status).toBe(403)
  expect((await hand.authenticate()).status).toBe(200)
  expect((await hand.checkIn({ MessageType: 'Authenticate', UDID: 'ANOTHER' })).status).toBe(403)
  expect((await hand.checkIn({ MessageType: 'Authenticate', SerialNumber: 'ANOTHER' })).status).toBe(403)
  expect((await hand.updateToken()).status).toBe(200)
})

test('a certificate that was given to nobody in particular is refused with a serial number that is not on record', async () => {
  const { world, id, hand } = await arrived()
  await world.platform.db.updateTable('certificate').set({ serial: '', udid: '' }).execute()
  const other = { MessageType: 'Authenticate', SerialNumber: 'C02TEST00009' }
  expect((await hand.checkIn(other)).status).toBe(403)
  expect((await hand.authenticate()).status).toBe(403)
  expect((await events(world, id))[0]).toMatchObject({ facts: { failed: ['serial number'] } })
})

const user = { UserID: 'B1E1A5A0-0000-4000-8000-000000000001', UserShortName: 'ana', UserLongName: 'Ana' }

async function enrolledHand() {
  const made = await arrived()
  await made.hand.authenticate()
  await made.hand.updateToken()
  return made
}

const managementOf = async (world: AppleWorld, id: string) =>
  (await world.api('GET', `/devices/${id}/management`)).body

test('users of a device have tokens of their own and nothing to do, and leave it alone', async () => {
  const { world, id, hand } = await enrolledHand()
  const row = () =>
    world.platform.db.selectFrom('enrollment').select('push_token_sealed').executeTakeFirstOrThrow()
  const before = await row()
  const token = { MessageType: 'TokenUpdate', Token: Buffer.from('user'), PushMagic: 'user', ...user }
  expect((await hand.checkIn({ MessageType: 'Authenticate', ...user })).status).toBe(200)
  expect((await hand.checkIn(token)).status).toBe(200)
  expect((await hand.checkIn({ ...token, UserID: 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF' })).status).toBe(200)
  expect((await hand.checkIn(token)).status).toBe(200)
  expect(await row()).toEqual(before)
  expect((await managementOf(world, id)).users).toMatchObject([
    { userKey: user.UserID, shortName: 'ana', longName: 'Ana' },
    { userKey: 'ana' },
  ])

  // Commands wait for the device, and its users do not get them.
  const poll = await hand.poll(user)
  expect([poll.status, await poll.text()]).toEqual([200, ''])
  expect(await (await hand.poll()).text()).toContain('DeviceInformation')

  expect((await hand.checkIn({ MessageType: 'CheckOut', ...user })).status).toBe(200)
  expect(await statusOf(world, id)).toBe('enrolled')
  expect((await managementOf(world, id)).users).toMatchObject([{ userKey: 'ana' }])
})

test('users come after their device, and go with it', async () => {
  const { world, id, hand } = await arrived()
  await hand.authenticate()
  const token = { MessageType: 'TokenUpdate', Token: Buffer.from('user'), PushMagic: 'user', ...user }
  expect((await hand.checkIn(token)).status).toBe(403)
  await hand.updateToken()
  expect((await hand.checkIn(token)).status).toBe(200)
  const again = await getCertificate(world, world.device(serial))
  await again.authenticate()
  await again.updateToken()
  expect((await managementOf(world, id)).users).toEqual([])
})

test('that a device left its secrets is shown; what they are, to those who may, and in the audit log', async () => {
  const { world, id, hand } = await enrolledHand()
  await hand.updateToken({ UnlockToken: Buffer.from('unlock it') })
  await hand.checkIn({ MessageType: 'SetBootstrapToken', BootstrapToken: Buffer.from('boot it') })
  const management = await managementOf(world, id)
  expect(management.escrow).toMatchObject([{ kind: 'unlock-token' }, { kind: 'bootstrap-token' }])
  expect(JSON.stringify(management)).not.toContain(Buffer.from('unlock it').toString('base64'))

  const show = (kind: string, token?: string) =>
    world.api('POST', `/devices/${id}/escrow/${kind}`, undefined, token ? { token } : {})
  for (const role of ['Auditor', 'Help desk', 'Enrollment manager'])
    expect((await show('unlock-token', await world.tokenFor(role))).status).toBe(403)
  expect((await show('unlock-token')).body.value).toBe(Buffer.from('unlock it').toString('base64'))
  expect((await show('bootstrap-token')).body.value).toBe(Buffer.from('boot it').toString('base64'))
  expect((await world.api('GET', '/audit-events?action=unlock-token.shown')).body.total).toBe(1)
  expect(await kindsOf(world, id)).toEqual(
    expect.arrayContaining(['bootstrap-token.stored', 'unlock-token.shown', 'bootstrap-token.shown']),
  )

  await hand.checkIn({ MessageType: 'SetBootstrapToken' })
  expect((await show('bootstrap-token')).status).toBe(404)
  expect((await show('nonsense')).status).toBe(400)
})

test('two records that enroll with one UDID are told apart in both timelines', async () => {
  const world = await appleWorld()
  const first = await world.record(serial)
  const second = await world.record('C02TEST00002')
  const original = world.device(serial)
  await original.enroll()
  const copy = world.device('C02TEST00002', 'iPhone', { udid: original.hardware.udid })
  expect(await copy.enroll()).toMatchObject({ outcome: 'enrolled' })
  for (const { id } of [first, second]) expect(await kindsOf(world, id)).toContain('identity.conflict')
  expect(await statusOf(world, first.id)).toBe('enrolling')
  expect(await statusOf(world, second.id)).toBe('enrolled')
  await expect(original.poll()).rejects.toMatchObject({ status: 403 })
})

test('a serial number that comes back with another UDID is refused, and the arrival says what to do', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  await world.device(serial).enroll()
  const repaired = world.device(serial, 'iPhone', { udid: '00008130-00000000000000AB' })
  expect((await postMachineInfo(world, repaired)).status).toBe(403)
  const [arrival] = (await world.api('GET', '/arrivals?outcome=refuse')).body.items
  expect(arrival).toMatchObject({ reason: 'restriction-failed', deviceId: id })
  expect(arrival.summary).toContain('its logic board was replaced, or it is another device')
  expect((await events(world, id))[0]!.summary).toContain('logic board')
})

test('a device that was restored keeps its identity and brings new tokens', async () => {
  const { world, id, hand } = await enrolledHand()
  expect((await hand.updateToken({ Token: Buffer.from('restored'), PushMagic: 'restored' })).status).toBe(200)
  expect((await hand.authenticate()).status).toBe(200)
  expect((await hand.updateToken({ Token: Buffer.from('again') })).status).toBe(200)
  expect(await statusOf(world, id)).toBe('enrolled')
  expect((await kindsOf(world, id)).filter((kind) => kind === 'device.enrolled')).toHaveLength(1)
})

test('messages are taken without a type, with another, and with junk in the address', async () => {
  const { world, hand } = await enrolledHand()
  const body = Buffer.from(buildPoll({ Status: 'Idle', UDID: hand.udid }))
  const headers = { 'mdm-signature': mdmSignature(body, hand.identity) }
  const types = [undefined, 'application/json', 'text/plain', 'multipart/form-data', 'no type']
  for (const type of types)
    for (const query of ['', '?a=%ff&b=1&b=2', '?message=%25']) {
      const more = type === undefined ? {} : { 'content-type': type }
      const { status } = await world.send('PUT', `/apple/mdm${query}`, body, { ...headers, ...more })
      expect([type, query, status]).toEqual([type, query, 200])
    }
})

test('answers are 200 with a body or without one, and never 204 or 401', async () => {
  const { world, hand } = await enrolledHand()
  const statuses = async (h: Hand) => [
    (await h.authenticate()).status,
    (await h.updateToken()).status,
    (await h.poll()).status,
    (await h.checkIn({ MessageType: 'GetBootstrapToken' })).status,
    (await h.checkIn({ MessageType: 'CheckOut' })).status,
  ]
  const stranger = handOf(world, world.device('C02TEST00002'), {
    profile: hand.profile,
    identity: (await getCertificate(world, world.device(serial))).identity,
  })
  for (const status of await statuses(stranger)) expect([400, 403]).toContain(status)
  for (const status of await statuses(hand)) expect(status).toBe(200)
})
