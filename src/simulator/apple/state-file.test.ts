import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import type { AppleSimulator, AppleSimulatorOptions } from './apple-simulator.ts'
import { startAppleSimulator } from './apple-simulator.ts'
import { aToken, clientOf, portal, walk } from './testing.ts'

let folder: string
let stateFile: string
const running: AppleSimulator[] = []
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-apple-state-'))
  stateFile = path.join(folder, 'state')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((apple) => apple.close()))
  await rm(folder, { recursive: true })
})

async function anApple(options: AppleSimulatorOptions = {}): Promise<AppleSimulator> {
  const apple = await startAppleSimulator({ stateFile, ...options })
  running.push(apple)
  return apple
}

const profile = { profile_name: 'School', url: 'https://mdm.example.com/apple/enroll', is_supervised: true }

test('the next run goes on where the last one stopped: token, profiles, cursors, events, time', async () => {
  const first = await anApple({ devices: 3 })
  const token = await aToken(first, { name: 'School' })
  const client = clientOf(first, token)
  await portal(first, '/devices', { add: ['A', { serial: 'B', model: 'Mac' }], server: 'School' })
  const { cursor } = await walk(client)
  const { profile_uuid } = await client.defineProfile(profile, ['A'])
  await portal(first, '/devices', { release: ['B'] })
  await portal(first, '/clock', { days: 3 })
  await first.close()

  const second = await anApple({ devices: 3 })
  const later = clientOf(second, token)

  expect((await later.syncDevices({ cursor })).devices).toMatchObject([
    { serial_number: 'A', op_type: 'modified', profile_uuid },
    { serial_number: 'B', op_type: 'deleted', device_family: 'Mac' },
  ])
  expect(await later.profile(profile_uuid)).toMatchObject(profile)
  const before = await walk(client).catch(() => undefined)
  expect(before).toBeUndefined()
  expect((await walk(later)).devices.map(({ serial_number }) => serial_number).sort()).toEqual(
    [...second.apple.organization.devices.keys()].sort(),
  )
  expect((await portal(second, '/state')).json()).toMatchObject({
    devices: 4,
    servers: [{ name: 'School', devices: 4, events: 7 }],
  })
  expect(second.apple.clock.now().getTime() - Date.now()).toBeGreaterThan(2.9 * 24 * 3600_000)
  const added = (await portal(second, '/devices', { add: 1, server: 'School' })).json()['added']
  expect(first.apple.organization.devices.has(String(added))).toBe(false)
})

test('a change is on the disk soon after, whole, and for its owner only', async () => {
  const apple = await anApple({ devices: 2 })
  await aToken(apple)
  await portal(apple, '/devices', { add: ['LATE'] })
  await expect.poll(() => readFile(stateFile, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('LATE')

  expect(await readdir(folder)).toEqual(['state'])
  expect((await stat(stateFile)).mode & 0o777).toBe(0o600)
})

test('cursors of an unsaved moment are never given out twice', async () => {
  const first = await anApple({ devices: 4 })
  const token = await aToken(first)
  await first.close()
  const second = await anApple()
  const page = await clientOf(second, token).fetchDevices({ limit: 2 })
  await second.close()

  const third = clientOf(await anApple(), token)
  await third.fetchDevices({ limit: 1 })
  await expect(third.fetchDevices({ cursor: page.cursor })).rejects.toMatchObject({
    appleCode: 'INVALID_CURSOR',
  })
})

test('a file of something else is left alone', async () => {
  await writeFile(stateFile, '{"muster": "something else"}\n')
  await expect(anApple()).rejects.toThrow('was not written by this simulator')
  expect(await readFile(stateFile, 'utf8')).toBe('{"muster": "something else"}\n')
})
