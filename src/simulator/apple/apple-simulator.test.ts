import { afterEach, expect, test } from 'vitest'

import type { AppleSimulator, AppleSimulatorOptions } from './apple-simulator.ts'
import { startAppleSimulator } from './apple-simulator.ts'
import { aClient, aToken, clientOf, portal, walk } from './testing.ts'

const running: AppleSimulator[] = []

async function anApple(options: AppleSimulatorOptions = {}): Promise<AppleSimulator> {
  const apple = await startAppleSimulator(options)
  running.push(apple)
  return apple
}

afterEach(() => Promise.all(running.splice(0).map((apple) => apple.close())))

const profile = { profile_name: 'School', url: 'https://mdm.example.com/apple/enroll', is_supervised: true }

const serialsOf = (devices: { serial_number: string }[]) => devices.map((device) => device.serial_number)

test('lists every device of the first server in pages, and then says that the listing is over', async () => {
  const client = await aClient(await anApple({ devices: 25 }))

  const { pages, devices, cursor } = await walk(client, 10)

  expect(pages.map((page) => page.length)).toEqual([10, 10, 5])
  expect(new Set(serialsOf(devices)).size).toBe(25)
  expect(devices[0]).toMatchObject({ device_family: 'iPhone', profile_status: 'empty' })
  expect(devices[0]?.op_type).toBeUndefined()
  await expect(client.fetchDevices({ cursor })).rejects.toMatchObject({ kind: 'cursor-exhausted' })
})

test('a listing is a snapshot, and sync tells what changed while it was read', async () => {
  const apple = await anApple({ devices: [{ serial: 'A' }, { serial: 'B' }, { serial: 'C' }] })
  const client = await aClient(apple)
  const first = await client.fetchDevices({ limit: 2 })
  await portal(apple, '/devices', { add: ['D'], release: ['C'], change: [{ serial: 'A', assetTag: 'new' }] })

  const second = await client.fetchDevices({ cursor: first.cursor })
  const changes = await client.syncDevices({ cursor: second.cursor })

  expect(serialsOf([...first.devices, ...second.devices])).toEqual(['A', 'B', 'C'])
  expect(changes.devices.map(({ serial_number, op_type }) => [serial_number, op_type])).toEqual([
    ['D', 'added'],
    ['A', 'modified'],
    ['C', 'deleted'],
  ])
})

test('a quiet sync has a new cursor, and a device that changed twice comes twice', async () => {
  const apple = await anApple({ devices: [{ serial: 'A' }] })
  const client = await aClient(apple)
  const { cursor } = await walk(client)
  const quiet = await client.syncDevices({ cursor })
  expect(quiet).toMatchObject({ devices: [], more_to_follow: false })
  expect(quiet.cursor).not.toBe(cursor)

  for (const assetTag of ['1', '2']) await portal(apple, '/devices', { change: [{ serial: 'A', assetTag }] })
  const page = await client.syncDevices({ cursor: quiet.cursor, limit: 1 })
  expect(page).toMatchObject({ more_to_follow: true, devices: [{ serial_number: 'A', asset_tag: '1' }] })
  const rest = await client.syncDevices({ cursor: page.cursor })
  expect(rest).toMatchObject({ more_to_follow: false, devices: [{ serial_number: 'A', asset_tag: '2' }] })
})

test('cursors expire after seven days of simulated time; those of others and none at all are refused', async () => {
  const apple = await anApple({ devices: 1 })
  const client = await aClient(apple)
  const { cursor } = await walk(client)
  await portal(apple, '/clock', { days: 7, seconds: 1 })

  await expect(client.syncDevices({ cursor })).rejects.toMatchObject({ appleCode: 'EXPIRED_CURSOR' })
  await expect(client.syncDevices({ cursor: 'garbage' })).rejects.toMatchObject({
    appleCode: 'INVALID_CURSOR',
  })
  await expect(client.syncDevices({ cursor: '' })).rejects.toMatchObject({ appleCode: 'CURSOR_REQUIRED' })
})

test('a hundred thousand devices are listed in a hundred pages', async () => {
  const client = await aClient(await anApple({ devices: 100_000 }))

  const { pages, devices } = await walk(client)

  expect(pages).toHaveLength(100)
  expect(new Set(serialsOf(devices)).size).toBe(100_000)
})

test('assigns a profile, tells it in sync and in the details, and takes it away again', async () => {
  const client = await aClient(await anApple({ devices: ['A', 'B'] }))
  const { cursor } = await walk(client)

  const { profile_uuid, devices } = await client.defineProfile(profile, ['A', 'X'])
  expect(Object.fromEntries(devices)).toEqual({ A: 'SUCCESS', X: 'NOT_ACCESSIBLE' })
  expect(profile_uuid).toMatch(/^[0-9A-F]{32}$/)
  await client.assignProfile(profile_uuid.toLowerCase(), ['B'])
  await client.removeProfile(['A'])

  expect((await client.syncDevices({ cursor })).devices).toMatchObject([
    { serial_number: 'A', op_type: 'modified', profile_status: 'assigned', profile_uuid },
    { serial_number: 'B', op_type: 'modified', profile_status: 'assigned', profile_uuid },
    { serial_number: 'A', op_type: 'modified', profile_status: 'removed', profile_uuid },
  ])
  const details = await client.devices(['B', 'X'])
  expect(details.get('B')).toMatchObject({ response_status: 'SUCCESS', profile_status: 'assigned' })
  expect(details.get('X')).toMatchObject({ response_status: 'NOT_ACCESSIBLE' })
  expect(await client.profile(profile_uuid)).toMatchObject({
    ...profile,
    is_mdm_removable: true,
    profile_uuid,
  })
})

test('refuses a profile that Apple would refuse, and one that it does not know', async () => {
  const client = await aClient(await anApple({ devices: ['A'] }))

  await expect(client.defineProfile({ ...profile, department: '' })).rejects.toMatchObject({
    appleCode: 'DEPARTMENT_INVALID',
  })
  await expect(
    client.defineProfile({ ...profile, is_supervised: false, is_mdm_removable: false }),
  ).rejects.toMatchObject({ appleCode: 'FLAGS_INVALID' })
  await expect(client.assignProfile('0'.repeat(32), ['A'])).rejects.toMatchObject({
    kind: 'not-found',
    status: 404,
  })
})

test('activation hands out the assigned profile and makes it pushed', async () => {
  const apple = await anApple({ devices: ['A', 'B'] })
  const client = await aClient(apple)
  const { profile_uuid } = await client.defineProfile(profile, ['A'])
  const { cursor } = await walk(client)

  expect((await portal(apple, '/activate', { serial: 'A' })).json()).toMatchObject({
    ...profile,
    profile_uuid,
  })
  expect((await client.syncDevices({ cursor })).devices).toMatchObject([
    { serial_number: 'A', profile_status: 'pushed', profile_push_time: expect.any(Date) },
  ])
  expect(await portal(apple, '/activate', { serial: 'B' })).toMatchObject({ status: 404 })
  expect(await portal(apple, '/activate', { serial: 'X' })).toMatchObject({ status: 404 })
})

test('a moved device leaves one server and comes to the other as modified, without a working profile', async () => {
  const apple = await anApple({ devices: ['A'] })
  const [first, second] = [
    clientOf(apple, await aToken(apple, { name: 'first' })),
    clientOf(apple, await aToken(apple, { name: 'second' })),
  ]
  const { profile_uuid } = await first.defineProfile(profile, ['A'])
  const [from, to] = [(await walk(first)).cursor, (await walk(second)).cursor]

  await portal(apple, '/devices', { assign: ['A'], server: 'second' })

  expect((await first.syncDevices({ cursor: from })).devices).toMatchObject([
    { serial_number: 'A', op_type: 'deleted', device_family: 'iPhone' },
  ])
  expect((await second.syncDevices({ cursor: to })).devices).toMatchObject([
    { serial_number: 'A', op_type: 'modified', profile_status: 'removed', profile_uuid },
  ])
  expect(await portal(apple, '/activate', { serial: 'A' })).toMatchObject({ status: 404 })
})

test('replaced hardware is told on both sides', async () => {
  const apple = await anApple({ devices: ['OLD'] })
  const client = await aClient(apple)
  const { cursor } = await walk(client)

  await portal(apple, '/devices', { replace: [{ serial: 'OLD', by: 'NEW' }] })

  expect((await client.syncDevices({ cursor })).devices).toMatchObject([
    { serial_number: 'OLD', op_type: 'deleted', released_by_replacement: true },
    { serial_number: 'NEW', op_type: 'added', is_replacement_device: true },
  ])
})

test('disowned devices are gone', async () => {
  const client = await aClient(await anApple({ devices: ['A', 'B'] }))
  expect(Object.fromEntries(await client.disown(['A']))).toEqual({ A: 'SUCCESS' })
  expect(serialsOf((await walk(client)).devices)).toEqual(['B'])
})

test('the account tells its limits', async () => {
  const account = await (await aClient(await anApple({ limits: { maximum: 500 } }))).account()
  expect(account).toMatchObject({
    server_name: 'MDM server',
    server_uuid: expect.stringMatching(/^[0-9A-F]{32}$/),
  })
  expect(account.urls?.find(({ uri }) => uri === '/devices/sync')?.limit).toEqual({
    default: 1000,
    maximum: 500,
  })
})
