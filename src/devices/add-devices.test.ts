import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/test-database.ts'
import { systemActor } from '../platform/audit/actor.ts'
import { addDevices, type ListedDevice } from './add-devices.ts'
import { findDevice } from './device-store.ts'
import { withdrawDevice } from './end-device.ts'
import { aDevice, devicePlatform } from './testing.ts'
import { openCode } from './update-device.ts'

async function setUp() {
  const { db } = await testDatabase()
  const platform = devicePlatform(db)
  return {
    db,
    platform,
    add: (devices: ListedDevice[]) =>
      db
        .transaction()
        .execute((trx) => addDevices(trx, platform, { actor: systemActor, source: 'dep' }, devices)),
  }
}

const listed = (serial: string, fields: Partial<ListedDevice> = {}): ListedDevice => ({
  serial,
  platform: 'ipados',
  displayName: 'DEP_device',
  depMethod: 'Serial',
  ...fields,
})

test('pre-enrolls a list with codes and a line in each timeline', async () => {
  const { db, platform, add } = await setUp()
  const added = await add([listed('abc'), listed('DEF', { identifier: 'CART-2' })])

  expect(added.map(({ identifier, serial }) => [identifier, serial])).toEqual([
    ['ABC', 'ABC'],
    ['CART-2', 'DEF'],
  ])
  const record = (await findDevice(db, { by: 'serial', value: 'ABC' }, new Date()))!
  expect(record.device).toMatchObject({
    identifier: 'ABC',
    displayName: 'DEP_device',
    status: 'enrolling',
    source: 'dep',
    authentication: 'none',
    expiresAt: null,
  })
  expect(openCode(platform, record)).toMatch(/^\d{8}$/)
  const events = await db.selectFrom('event').select(['kind', 'seq', 'subject_id']).orderBy('id').execute()
  expect(events).toEqual(added.map(({ id }) => ({ kind: 'device.created', seq: 1, subject_id: id })))
  expect(await db.selectFrom('audit_event').select('action').execute()).toEqual([
    { action: 'device.created' },
  ])
})

test('leaves out what a record knows already, withdrawn ones too, and adds nothing twice', async () => {
  const { platform, add } = await setUp()
  await aDevice(platform, { identifier: 'key', serial: 'ABC', depMethod: 'Keycode' })
  await aDevice(platform, { identifier: 'gone', serial: 'DEF' })
  await withdrawDevice(platform, systemActor, { by: 'identifier', value: 'gone' }, { expect: () => {} })

  const list = [listed('ABC'), listed('DEF'), listed('GHI'), listed('ghi')]
  expect((await add(list)).map(({ serial }) => serial)).toEqual(['GHI'])
  expect(await add(list)).toEqual([])
})

test('an identifier that belongs to another device gets a number behind it', async () => {
  const { platform, add } = await setUp()
  await aDevice(platform, { identifier: 'ABC' })
  await aDevice(platform, { identifier: 'abc-2' })
  await aDevice(platform, { identifier: `${'L'.repeat(17)}-2` })
  const long = 'L'.repeat(20)
  const added = await add([
    listed('ABC'),
    listed('A/B', { identifier: 'abc' }),
    listed(`${long}1`),
    listed(`${long}2`),
  ])
  expect(added.map(({ identifier }) => identifier).sort()).toEqual(
    ['ABC-4', 'abc-3', `${'L'.repeat(17)}-3`, long].sort(),
  )
})

test('two lists with the same devices at once add each of them once', async () => {
  const { db, add } = await setUp()
  const serials = Array.from({ length: 50 }, (_, n) => `S${n}`)
  const added = await Promise.all([
    add(serials.map((serial) => listed(serial))),
    add(serials.toReversed().map((serial) => listed(serial))),
  ])
  expect(added.flat()).toHaveLength(50)
  expect(await db.selectFrom('device').select('id').execute()).toHaveLength(50)
})
