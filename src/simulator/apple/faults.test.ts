import { afterEach, beforeEach, expect, test } from 'vitest'

import type { DepClient } from '../../protocol/dep/dep-client.ts'
import type { AppleSimulator } from './apple-simulator.ts'
import { startAppleSimulator } from './apple-simulator.ts'
import { aToken, clientOf, portal, walk } from './testing.ts'

let apple: AppleSimulator
let client: DepClient
beforeEach(async () => {
  apple = await startAppleSimulator({ devices: ['A', 'B', 'C'] })
  client = clientOf(apple, await aToken(apple))
})
afterEach(() => apple.close())

const profile = { profile_name: 'School', url: 'https://mdm.example.com/apple/enroll' }
const faults = (script: Record<string, unknown>) => portal(apple, '/faults', script)

test('the next calls of a path meet the scripted answer, then all is well again', async () => {
  await faults({ next: [{ path: '/account', status: 429, times: 2, retryAfter: 30 }] })
  for (let i = 0; i < 2; i++) {
    await expect(client.account()).rejects.toMatchObject({ kind: 'throttled', retryAfterSeconds: 30 })
  }
  expect(await client.account()).toMatchObject({ server_name: 'MDM server' })
})

test('a proxy in the way answers HTML', async () => {
  await faults({ next: [{ path: '*', html: true }] })
  await expect(client.account()).rejects.toMatchObject({ kind: 'unavailable', status: 502 })
})

test('terms that are not signed stop everything, sessions too', async () => {
  await client.account()
  await faults({ termsNotSigned: true })
  await expect(client.account()).rejects.toMatchObject({ kind: 'terms' })
  await faults({ reset: true })
  expect(await client.account()).toMatchObject({ server_name: 'MDM server' })
})

test('a revoked token ends the sessions that it opened', async () => {
  await client.account()
  await faults({ tokenRevoked: true })
  await expect(client.account()).rejects.toMatchObject({ kind: 'token-invalid' })
  await faults({ tokenRevoked: false, creatorRemoved: true })
  await expect(client.account()).rejects.toMatchObject({ kind: 'token-invalid', appleCode: 'FORBIDDEN' })
})

test('a connection can be lost before and after the change was made', async () => {
  await faults({
    next: [
      { path: '/profile', dropConnection: 'before' },
      { path: '/profile', dropConnection: 'after' },
    ],
  })
  const profiles = () => [...apple.apple.organization.servers.values()].map((server) => server.profiles.size)

  await expect(client.defineProfile(profile)).rejects.toMatchObject({ kind: 'unavailable' })
  expect(profiles()).toEqual([0])
  await expect(client.defineProfile(profile)).rejects.toMatchObject({ kind: 'unavailable' })
  expect(profiles()).toEqual([1])
})

test('devices can be throttled, fail or be left out of the answer', async () => {
  await faults({ throttled: ['A'], failed: ['B'], unanswered: ['C'], retryAfterSeconds: 3600 })
  const { profile_uuid } = await client.defineProfile(profile)
  const { devices, retry_after_seconds } = await client.assignProfile(profile_uuid, ['A', 'B', 'C'])
  expect(Object.fromEntries(devices)).toEqual({ A: 'THROTTLED', B: 'FAILED', C: 'FAILED' })
  expect(retry_after_seconds).toBe(3600)
})

test("Apple's defect: the same cursor again, with more to follow", async () => {
  const { cursor } = await walk(client)
  await faults({ next: [{ path: '/devices/sync', sameCursor: true }] })
  expect(await client.syncDevices({ cursor })).toMatchObject({ cursor, more_to_follow: true })
})

test('error bodies come in every form that was ever seen', async () => {
  for (const errorForm of ['bare', 'quoted', 'object']) {
    await faults({ errorForm })
    await expect(client.syncDevices({ cursor: 'x' })).rejects.toMatchObject({ appleCode: 'INVALID_CURSOR' })
  }
})

test('a fault may pass calls first, and be for one server only', async () => {
  const other = clientOf(apple, await aToken(apple, { name: 'other' }))
  await faults({ next: [{ path: '/account', server: 'other', skip: 1, code: 'ACCESS_DENIED', status: 403 }] })

  await other.account()
  await client.account()
  await client.account()
  await expect(other.account()).rejects.toMatchObject({ kind: 'denied', status: 403 })
  await other.account()
})

test('an answer may be replaced or cut short although the change was made', async () => {
  await faults({
    next: [
      { path: '/profile', html: true, changeMade: true },
      { path: '/profile', dropConnection: 'midway' },
    ],
  })
  for (let i = 0; i < 2; i++)
    await expect(client.defineProfile(profile)).rejects.toMatchObject({ kind: 'unavailable' })
  expect([...apple.apple.organization.servers.values()].map((server) => server.profiles.size)).toEqual([2])
})

test('events can be lost: the page is short, and the cursor goes on', async () => {
  const { cursor } = await walk(client)
  await portal(apple, '/devices', { add: ['D', 'E', 'F'] })
  await faults({ next: [{ path: '/devices/sync', dropDevices: 1 }] })
  const first = await client.syncDevices({ cursor })
  expect(first.devices.map(({ serial_number }) => serial_number)).toEqual(['E', 'F'])
  expect((await client.syncDevices({ cursor: first.cursor })).devices).toEqual([])
  await faults({ next: [{ path: '/server/devices', dropDevices: ['B', 'D'] }] })
  expect((await walk(client)).devices.map(({ serial_number }) => serial_number)).toEqual(['A', 'C', 'E', 'F'])
})

test('a script with a mistake is refused with its place', async () => {
  const answer = await faults({ next: [{ path: 'account', status: 5 }] })
  expect(answer.status).toBe(400)
  expect(answer.json()['error']).toMatch(/next\.0\.path: .*next\.0\.status: /)
})
