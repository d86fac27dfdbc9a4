import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import type { AppleSimulator } from './apple/apple-simulator.ts'
import { aClient, walk } from './apple/testing.ts'
import type { AppleSimulatorCommand } from './commands.ts'
import { runAppleSimulatorCommand, runDeviceCommand } from './commands.ts'
import { readIdentity } from './device/device-authority.ts'
import { startSmallMdmServer } from './device/testing.ts'
import type { Lanes } from './lanes.ts'

let folder: string
const running: { close: () => Promise<void> }[] = []
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-simulator-'))
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()))
  await rm(folder, { recursive: true })
})

async function startApple(options: AppleSimulatorCommand = {}): Promise<AppleSimulator> {
  const apple = await runAppleSimulatorCommand({
    deviceCa: path.join(folder, 'ca.pem'),
    print: () => {},
    ...options,
  })
  running.push(apple)
  return apple
}

test('prints one line that says where everything is, and keeps the device CA of the first run', async () => {
  const lines: string[] = []
  const apple = await startApple({ print: (line) => lines.push(line) })
  const deviceCa = path.join(folder, 'ca.pem')
  const first = await readFile(deviceCa, 'utf8')
  await startApple()

  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { url: apple.url, portal: '/portal', deviceCa },
  ])
  expect(await readFile(deviceCa, 'utf8')).toBe(first)
  expect((await stat(deviceCa)).mode & 0o777).toBe(0o600)
})

test('takes devices from a file of lines or of JSON', async () => {
  const file = path.join(folder, 'devices')
  await writeFile(file, 'A1\r\nB2\n\n')
  const lines = await walk(await aClient(await startApple({ devicesFile: file })))
  await writeFile(file, '[{"serial": "C3", "model": "Mac"}]')
  const json = await walk(await aClient(await startApple({ devicesFile: file })))

  expect(lines.devices.map((device) => device.serial_number)).toEqual(['A1', 'B2'])
  expect(json.devices).toMatchObject([{ serial_number: 'C3', device_family: 'Mac' }])
})

test('refuses what makes no sense, in words', async () => {
  await expect(startApple({ devices: 1, devicesFile: 'x' })).rejects.toThrow('either')
  await expect(startApple({ faults: '{"latency": 1}' })).rejects.toThrow('latency')
  await writeFile(path.join(folder, 'ca.pem'), 'nonsense')
  await expect(startApple()).rejects.toThrow('is not a device CA')
})

test('walks a device in and answers with the exit code of its outcome', async () => {
  const apple = await startApple()
  const deviceCa = path.join(folder, 'ca.pem')
  const mdm = await startSmallMdmServer(readIdentity(await readFile(deviceCa, 'utf8')))
  running.push(mdm)
  const client = await aClient(apple)
  await client.account()
  await fetch(`${apple.url}/portal/devices`, { method: 'POST', body: '{"add": ["A", "B"]}' })
  await client.defineProfile({ profile_name: 'School', url: `${mdm.url}/enroll` }, ['A'])
  const lines: string[] = []
  const walkIn = (serial: string, json = false) =>
    runDeviceCommand({
      serial,
      model: 'iPad',
      apple: apple.url,
      deviceCa,
      json,
      print: (line) => lines.push(line),
    })

  expect(await walkIn('A')).toBe(0)
  expect(lines.at(-1)).toMatch(/^\d\d:\d\d:\d\d {2}token-update {2}Enrolled$/)
  expect(await walkIn('B', true)).toBe(1)
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ outcome: 'failed', serial: 'B' })
  mdm.refusals.set('/enroll', { status: 403, body: 'no' })
  expect(await walkIn('A')).toBe(3)
})

test('a device goes the way that it is told to, and does what comes then', async () => {
  const apple = await startApple()
  const deviceCa = path.join(folder, 'ca.pem')
  const mdm = await startSmallMdmServer(readIdentity(await readFile(deviceCa, 'utf8')))
  running.push(mdm)
  const client = await aClient(apple)
  await client.account()
  await fetch(`${apple.url}/portal/devices`, { method: 'POST', body: '{"add": ["A"]}' })
  await client.defineProfile({ profile_name: 'School', url: `${mdm.url}/enroll` }, ['A'])
  const lines: string[] = []
  const walkIn = (lanes: Lanes) =>
    runDeviceCommand({
      serial: 'A',
      model: 'Mac',
      apple: apple.url,
      deviceCa,
      print: (line) => lines.push(line),
      ...lanes,
    })

  const scep: Lanes = { scepMethod: 'GET', scepCipher: 'des', scepDigest: 'sha512', scepBer: true }
  const then: Lanes['then'] = ['rotate-token', 'restore', 'user', 'poll', 'check-out', 'enroll']
  // oxlint-disable-next-line unicorn/no-thenable -- the name of the option (--then); nothing awaits it
  expect(await walkIn({ ...scep, introduction: 'ber', then })).toBe(0)
  expect(mdm.heard.scep[0]).toMatchObject({ method: 'GET', request: { cipher: 'des', digest: 'sha512' } })
  expect(mdm.heard.checkIns.map(({ MessageType, UserShortName }) => UserShortName ?? MessageType)).toEqual([
    'Authenticate',
    'TokenUpdate',
    'TokenUpdate',
    'TokenUpdate',
    'user',
    'CheckOut',
    'Authenticate',
    'TokenUpdate',
  ])
  for (const introduction of ['tampered', 'signed-twice', 'other-authority'] as const)
    expect(await walkIn({ introduction })).toBe(3)
  // oxlint-disable-next-line unicorn/no-thenable -- the name of the option (--then); nothing awaits it
  expect(await walkIn({ then: ['check-out', 'poll'] })).toBe(1)
  expect(lines.at(-1)).toContain('A is not enrolled')
})
