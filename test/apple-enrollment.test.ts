import { expect, test } from 'vitest'
import { commandIn, getCertificate, handOf } from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'

const serial = 'C02TEST00001'
const statusOf = async (world: AppleWorld, id: string) =>
  (await world.api('GET', `/devices/${id}`)).body.status
const enrollments = (world: AppleWorld) =>
  world.platform.db.selectFrom('enrollment').selectAll().orderBy('id').execute()

test('Authenticate alone changes nothing that can be seen; TokenUpdate commits', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  expect((await hand.updateToken()).status).toBe(403)
  expect((await hand.authenticate()).status).toBe(200)
  expect(await statusOf(world, id)).toBe('enrolling')
  expect((await hand.poll()).status).toBe(403)
  expect((await hand.updateToken()).status).toBe(200)
  expect(await statusOf(world, id)).toBe('enrolled')
})

test('a staged enrollment is stale after an hour', async () => {
  let now = new Date()
  const world = await appleWorld({ clock: () => now })
  await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  now = new Date(now.getTime() + 61 * 60_000)
  expect((await hand.updateToken()).status).toBe(403)
  await hand.authenticate()
  expect((await hand.updateToken()).status).toBe(200)
})

test('tokens are sealed, and a later update without an unlock token keeps the earlier one', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await hand.updateToken({ UnlockToken: Buffer.from('unlock'), AwaitingConfiguration: true })
  await hand.updateToken({ Token: Buffer.from('second') })
  const [row] = await enrollments(world)
  const open = (column: string, sealed: Buffer | null) =>
    world.platform.secrets.openText(`enrollment.${column}:${row!.id}`, sealed!)
  expect(open('push_token_sealed', row!.push_token_sealed)).toBe('second')
  expect(open('push_magic_sealed', row!.push_magic_sealed)).toBe('magic')
  expect(open('unlock_token_sealed', row!.unlock_token_sealed)).toBe('unlock')
  expect(row).toMatchObject({ state: 'active', awaiting_configuration: true })
})

test('messages that arrive twice, or at once, count once', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await Promise.all([hand.authenticate(), hand.authenticate()])
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => hand.updateToken({ AwaitingConfiguration: true })),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  await hand.authenticate()
  expect(await enrollments(world)).toMatchObject([{ state: 'active' }])
  const commands = await world.platform.db
    .selectFrom('command')
    .select('request_type')
    .orderBy('position')
    .execute()
  expect(commands.map((c) => c.request_type)).toEqual(['DeviceInformation', 'DeviceConfigured'])
  const { items } = (await world.api('GET', `/devices/${id}/timeline`)).body
  expect(items.filter(({ kind }: { kind: string }) => kind === 'device.enrolled')).toHaveLength(1)
})

test('a device that was wiped enrolls again; its earlier certificate is worth nothing then', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const before = world.device(serial)
  await before.enroll()
  const old = before.identity()!
  expect(await world.device(serial).enroll()).toMatchObject({ outcome: 'enrolled', configured: true })
  expect(await statusOf(world, id)).toBe('enrolled')
  expect(await enrollments(world)).toMatchObject([
    { state: 'ended', end_reason: 'replaced' },
    { state: 'active' },
  ])
  await expect(before.poll()).rejects.toMatchObject({ status: 403 })
  const hand = await getCertificate(world, before)
  const thief = handOf(world, before, { profile: hand.profile, identity: old })
  expect((await thief.authenticate()).status).toBe(403)
})

test('a device enrolls again after its check-in has expired, since it was enrolled before', async () => {
  let now = new Date('2026-03-01T00:00:00Z')
  const world = await appleWorld({ clock: () => now })
  await world.record(serial, { expirationDays: 1 })
  await world.device(serial, 'iPhone', { now: () => now }).enroll()
  now = new Date('2026-03-20T00:00:00Z')
  expect(await world.device(serial, 'iPhone', { now: () => now }).enroll()).toMatchObject({
    outcome: 'enrolled',
  })
})

test('a device that checks out is not managed any more, and must arrive again to come back', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const device = world.device(serial)
  await device.enroll()
  const hand = await handFor(world, device)
  expect((await hand.checkIn({ MessageType: 'CheckOut' })).status).toBe(200)
  expect((await hand.checkIn({ MessageType: 'CheckOut' })).status).toBe(200)
  expect(await statusOf(world, id)).toBe('enrolling')
  expect((await hand.poll()).status).toBe(403)
  expect((await hand.authenticate()).status).toBe(403)
  expect(await world.device(serial).enroll()).toMatchObject({ outcome: 'enrolled' })
})

test('a stolen certificate speaks for nobody else', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  await world.record('C02TEST00002')
  const victim = world.device(serial)
  await victim.enroll()
  const mdmIdentity = victim.identity()!
  const thief = world.device('C02TEST00002', 'iPhone', { knobs: { mdmIdentity } })
  expect(await thief.enroll()).toMatchObject({ outcome: 'refused' })

  const hand = await handFor(world, victim)
  expect((await hand.checkIn({ MessageType: 'Authenticate', SerialNumber: 'C02TEST00002' })).status).toBe(403)
  expect((await hand.checkIn({ MessageType: 'CheckOut', UDID: thief.hardware.udid })).status).toBe(403)
  expect((await hand.poll({ UDID: thief.hardware.udid })).status).toBe(403)
  expect(await statusOf(world, id)).toBe('enrolled')
  expect((await hand.poll()).status).toBe(200)

  const { items } = (await world.api('GET', `/devices/${id}/timeline`)).body
  const noted = items.filter(({ kind }: { kind: string }) => kind === 'certificate.misused')
  expect(noted).toMatchObject([{ facts: { claimedUdid: thief.hardware.udid } }])
})

test('a withdrawn device is told to part, and is not let in again', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const device = world.device(serial)
  await device.enroll()
  await world.api('POST', `/devices/${id}/withdraw`, {})
  expect((await device.poll()).map(({ requestType }) => requestType)).toEqual(['RemoveProfile'])
  expect(device.identity()).toBeUndefined()
  expect(await world.device(serial).enroll()).toMatchObject({ outcome: 'refused' })
})

test('a device that was withdrawn between its arrival and its enrollment is refused', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await world.api('POST', `/devices/${id}/withdraw`, {})
  expect((await hand.updateToken()).status).toBe(403)
  expect(await statusOf(world, id)).toBe('withdrawn')
})

test('a new record for the hardware of a withdrawn one takes over', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  await world.device(serial).enroll()
  await world.api('POST', `/devices/${id}/withdraw`, {})
  const second = await world.record(serial)
  expect(await world.device(serial).enroll()).toMatchObject({ outcome: 'enrolled' })
  expect(await statusOf(world, second.id)).toBe('enrolled')
  expect(await statusOf(world, id)).toBe('withdrawn')
})

test('messages that this server does not take part in are declined as the protocol wants', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const device = world.device(serial, 'iPhone')
  await device.enroll()
  const { checkIn } = await handFor(world, device)
  const status = async (message: Record<string, unknown>) => (await checkIn(message)).status
  expect(await status({ MessageType: 'UserAuthenticate', UserID: 'u' })).toBe(410)
  expect(await status({ MessageType: 'DeclarativeManagement', Endpoint: 'tokens' })).toBe(404)
  expect(await status({ MessageType: 'GetToken', TokenServiceType: 'com.apple.maid' })).toBe(400)
  expect(await status({ MessageType: 'SomethingOfNextYear' })).toBe(400)
  const userToken = { MessageType: 'TokenUpdate', UserID: 'u', Token: Buffer.from('user'), PushMagic: 'user' }
  expect(await status(userToken)).toBe(200)
  const [row] = await enrollments(world)
  expect(
    world.platform.secrets.openText(`enrollment.push_magic_sealed:${row!.id}`, row!.push_magic_sealed!),
  ).not.toBe('user')
})

test('a bootstrap token is kept sealed and given back to its Mac', async () => {
  const world = await appleWorld()
  await world.record(serial, { platform: 'macos' })
  const device = world.device(serial, 'Mac')
  await device.enroll()
  const { checkIn } = await handFor(world, device)
  const get = async () => (await checkIn({ MessageType: 'GetBootstrapToken' })).text()
  expect(await get()).toBe('')
  await checkIn({ MessageType: 'SetBootstrapToken', BootstrapToken: Buffer.from('bootstrap') })
  expect(await get()).toContain(Buffer.from('bootstrap').toString('base64'))
  expect((await world.api('GET', '/audit-events?action=bootstrap-token.read')).body.total).toBe(1)
  await checkIn({ MessageType: 'SetBootstrapToken' })
  expect(await get()).toBe('')
})

test('the in-flight command is given again until it is answered, and an answer counts once', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await hand.updateToken({ AwaitingConfiguration: true })
  const [first, again] = await Promise.all([commandIn(await hand.poll()), commandIn(await hand.poll())])
  expect(first).toMatchObject({ type: 'DeviceInformation' })
  expect(again).toEqual(first)
  const answer = { Status: 'Acknowledged' as const, CommandUUID: first!.uuid }
  const second = await commandIn(
    await hand.poll(answer, { QueryResponses: { ModelName: 'iPhone 15 Pro Max' } }),
  )
  expect(second).toMatchObject({ type: 'DeviceConfigured' })
  expect(await commandIn(await hand.poll(answer))).toEqual(second)
  expect(
    await commandIn(await hand.poll({ Status: 'Acknowledged', CommandUUID: second!.uuid })),
  ).toMatchObject({ type: 'SecurityInfo' })
  expect((await enrollments(world))[0]).toMatchObject({ awaiting_configuration: false })
  const device = await world.api('GET', `/devices/serial:${serial}`)
  expect(device.body.model).toBe('iPhone 15 Pro Max')
})

test('NotNow puts a command off until the next conversation, and nothing overtakes on the way to the end of setup', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await hand.updateToken({ AwaitingConfiguration: true })
  const first = await commandIn(await hand.poll())
  expect(await commandIn(await hand.poll({ Status: 'NotNow', CommandUUID: first!.uuid }))).toBeUndefined()
  expect(await commandIn(await hand.poll())).toEqual(first)
  const chain = [{ ErrorCode: 1, ErrorDomain: 'd' }]
  const next = await commandIn(
    await hand.poll({ Status: 'Error', CommandUUID: first!.uuid, ErrorChain: chain }),
  )
  expect(next).toMatchObject({ type: 'DeviceConfigured' })
  const failed = await world.platform.db
    .selectFrom('command')
    .selectAll()
    .where('state', '=', 'error')
    .executeTakeFirst()
  expect(failed).toMatchObject({ error: { status: 'Error', chain: [{ code: 1, ErrorDomain: 'd' }] } })
})

test('answers to commands that were never given change nothing', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const device = world.device(serial)
  await device.enroll()
  const hand = await handFor(world, device)
  for (const CommandUUID of ['nonsense', '01900000-0000-7000-8000-000000000000'])
    expect((await hand.poll({ Status: 'Acknowledged', CommandUUID })).status).toBe(200)
})

/** A hand on a device that has walked in by itself. */
async function handFor(world: AppleWorld, device: ReturnType<AppleWorld['device']>) {
  const { mdm } = { mdm: { Topic: 'com.apple.mgmt.External.test' } }
  return handOf(world, device, { profile: { mdm } as never, identity: device.identity()! })
}
