import { afterEach, beforeEach, expect, test } from 'vitest'

import type { DepClient } from '../../protocol/dep/dep-client.ts'
import type { AppleSimulator } from './apple-simulator.ts'
import { startAppleSimulator } from './apple-simulator.ts'
import { aToken, clientOf, portal, walk } from './testing.ts'

let apple: AppleSimulator
let client: DepClient
beforeEach(async () => {
  apple = await startAppleSimulator({
    devices: ['A', 'B'],
    rules: { throttle: { assignsPerHour: 2, coolingHours: 24 } },
  })
  client = clientOf(apple, await aToken(apple))
})
afterEach(() => apple.close())

const hours = (hours: number) => portal(apple, '/clock', { hours })

async function assigned(uuid: string, serial = 'A') {
  const { devices, retry_after_seconds: pause } = await client.assignProfile(uuid, [serial])
  return [devices.get(serial), pause]
}

test('assigned again and again a device is throttled, hidden from sync, and comes back when it has cooled down', async () => {
  const { cursor } = await walk(client)
  const { profile_uuid } = await client.defineProfile({ profile_name: 'S', url: 'https://a.example/' }, ['A'])
  expect(await assigned(profile_uuid)).toEqual(['SUCCESS', undefined])
  expect(await assigned(profile_uuid)).toEqual(['THROTTLED', 24 * 3600])
  await hours(23)
  expect((await assigned(profile_uuid))[0]).toBe('THROTTLED')
  await hours(2)
  await client.assignProfile(profile_uuid, ['B'])

  const hidden = await client.syncDevices({ cursor })
  expect(hidden.devices.map(({ serial_number }) => serial_number)).toEqual(['B'])
  await hours(23)
  const shown = await client.syncDevices({ cursor: hidden.cursor })
  expect(shown.devices).toMatchObject([
    { serial_number: 'A', op_type: 'modified', profile_status: 'assigned', profile_uuid },
  ])
  expect(await assigned(profile_uuid)).toEqual(['SUCCESS', undefined])
})

test('slow changes do not heat up, and older protocols call it failed', async () => {
  const { profile_uuid } = await client.defineProfile({ profile_name: 'S', url: 'https://a.example/' })
  for (let i = 0; i < 5; i++) {
    expect((await assigned(profile_uuid))[0]).toBe('SUCCESS')
    await hours(1)
  }
  const token = await aToken(apple)
  const old: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('x-server-protocol-version', '8')
    return fetch(input, { ...init, headers })
  }
  const older = clientOf(apple, token, { fetch: old })
  const answers = []
  for (let i = 0; i < 3; i++) answers.push(await older.assignProfile(profile_uuid, ['A']))
  expect(answers.at(-1)?.devices.get('A')).toBe('FAILED')
  expect(answers.at(-1)?.retry_after_seconds).toBeUndefined()
})
