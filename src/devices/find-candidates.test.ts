import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/test-database.ts'
import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import { systemActor } from '../platform/audit/actor.ts'
import { addUser } from '../users/change-users.ts'
import { withdrawDevice } from './end-device.ts'
import { findCandidates } from './find-candidates.ts'
import { aDevice, devicePlatform } from './testing.ts'

const now = new Date('2026-03-01T12:00:00.000Z')

async function setUp() {
  const { db } = await testDatabase()
  return {
    platform: devicePlatform(db, () => now),
    found: async (claimed: ClaimedIdentifiers) =>
      (await findCandidates(db, claimed, now)).map(({ identifier }) => identifier),
    candidates: (claimed: ClaimedIdentifiers) => findCandidates(db, claimed, now),
  }
}

test('finds devices by every identifier, however it is written', async () => {
  const { platform, found } = await setUp()
  await aDevice(platform, { identifier: 'serial', serial: 'C02XK1ZLJGH5' })
  await aDevice(platform, { identifier: 'udid', udid: '00008030-001C2D3A' })
  await aDevice(platform, { identifier: 'imei', imei: '352099001761481' })
  await aDevice(platform, { identifier: 'imei2', imei2: '3520990017615612' })
  await aDevice(platform, { identifier: 'meid', meid: 'a1000049d0a8f9' })
  await aDevice(platform, { identifier: 'decimal', meid: '293608736500703710' })
  await aDevice(platform, { identifier: 'mac', wifiMac: '00-11-22-33-44-FF' })

  expect(await found({ serial: ' c02xk1zljgh5 ' })).toEqual(['serial'])
  expect(await found({ udid: '00008030-001c2d3a' })).toEqual(['udid'])
  expect(await found({ imei: '35 209900 176148' })).toEqual(['imei'])
  expect(await found({ imei: '35-209900-176156-1' })).toEqual(['imei2'])
  expect(await found({ imei2: '352099001761480' })).toEqual(['imei'])
  expect(await found({ meid: 'A10000 49D0A8F9' })).toEqual(['meid'])
  expect(await found({ meid: '270113184913674745' })).toEqual(['meid'])
  expect(await found({ meid: 'AF0123450ABCDE' })).toEqual(['decimal'])
  expect(await found({ wifiMac: '0011.2233.44ff' })).toEqual(['mac'])
  expect(await found({ serial: 'C02XK1ZLJGH5', udid: '00008030-001C2D3A', imei: '352099001761481' })).toEqual(
    ['serial', 'udid', 'imei'],
  )
})

test('finds nothing for nothing', async () => {
  const { platform, found } = await setUp()
  await aDevice(platform)
  for (const claimed of [{}, { serial: '' }, { serial: ' ', udid: null }, { imei: '1' }, { meid: '-' }])
    expect(await found(claimed)).toEqual([])
})

test('finds withdrawn devices and those that share a serial number, with what admission must know', async () => {
  const { platform, candidates } = await setUp()
  await addUser(platform, systemActor, { userName: 'ana' })
  await aDevice(platform, { identifier: 'old', serial: 'ABC', depMethod: 'Serial' })
  await withdrawDevice(platform, systemActor, { by: 'identifier', value: 'old' }, { expect: () => {} })
  await aDevice(platform, { identifier: 'key', serial: 'ABC', depMethod: 'Keycode', userName: 'ana' })
  await aDevice(platform, { identifier: 'new', serial: 'ABC', depMethod: 'Serial' })

  expect(await candidates({ serial: 'ABC' })).toMatchObject([
    { identifier: 'old', status: 'withdrawn', depMethod: 'Serial', authentication: 'none', user: null },
    { identifier: 'key', status: 'enrolling', authentication: 'keycode', user: { userName: 'ana' } },
    { identifier: 'new', status: 'enrolling', expiresAt: '2026-03-08T12:00:00.000Z', groups: [], tags: [] },
  ])
})
