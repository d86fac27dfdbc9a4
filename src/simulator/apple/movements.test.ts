import { afterEach, beforeEach, expect, test } from 'vitest'

import type { DepClient } from '../../protocol/dep/dep-client.ts'
import type { AppleSimulator } from './apple-simulator.ts'
import { startAppleSimulator } from './apple-simulator.ts'
import { aToken, clientOf, portal, walk } from './testing.ts'

let apple: AppleSimulator
let client: DepClient
let cursor: string
beforeEach(async () => {
  apple = await startAppleSimulator({ devices: ['A'] })
  client = clientOf(apple, await aToken(apple))
  await client.defineProfile({ profile_name: 'School', url: 'https://mdm.example.com/enroll' }, ['A'])
  cursor = (await walk(client)).cursor
})
afterEach(() => apple.close())

const events = async () => (await client.syncDevices({ cursor })).devices
const move = (body: Record<string, unknown>) => portal(apple, '/devices', body)

test('a device that is assigned again to its own server loses its profile, although the UUID stays', async () => {
  await move({ assign: ['A'] })
  expect(await events()).toMatchObject([
    { op_type: 'modified', profile_status: 'removed', profile_uuid: expect.stringMatching(/^[0-9A-F]{32}$/) },
  ])
})

test('a device that was unassigned comes back as added, as if it were new', async () => {
  await move({ unassign: ['A'] })
  expect((await walk(client)).devices).toEqual([])
  await move({ assign: ['A'] })
  expect((await events()).map(({ op_type, profile_status }) => [op_type, profile_status])).toEqual([
    ['deleted', 'assigned'],
    ['added', 'empty'],
  ])
})

test('a migration has a deadline', async () => {
  await move({ assign: ['A'], migrationDeadline: '2027-01-01T00:00:00Z' })
  expect(await events()).toMatchObject([
    {
      op_type: 'modified',
      profile_status: 'removed',
      mdm_migration_deadline: new Date('2027-01-01T00:00:00Z'),
    },
  ])
})

test('the operation dates follow simulated time', async () => {
  const before = Date.now()
  await portal(apple, '/clock', { days: 2 })
  await move({ change: [{ serial: 'A', color: 'RED' }] })
  const [event] = await events()
  expect(event?.op_date?.getTime()).toBeGreaterThanOrEqual(before + 2 * 86_400_000 - 1000)
})
