import * as fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/test-database.ts'
import { DeviceQuery, deviceSorts, type Device } from '../contract/device.ts'
import { systemActor } from '../platform/audit/actor.ts'
import type { Db } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { addUser } from '../users/change-users.ts'
import { listDevices } from './device-list.ts'
import { aDevice, devicePlatform } from './testing.ts'

const now = new Date('2026-03-01T12:00:00.000Z')

const list = async (db: Db, query: object) =>
  listDevices(db, DeviceQuery.parse(query), now, sql<boolean>`true`)
const found = async (db: Db, query: object) =>
  (await list(db, query)).items.map(({ identifier }) => identifier)

async function allPages(db: Db, query: object): Promise<Device[]> {
  const devices: Device[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(db, { ...query, ...(cursor ? { cursor } : {}) })
    devices.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  return devices
}

/** What a sort compares; what is missing comes last. */
const sortKeys: Record<(typeof deviceSorts)[number], (device: Device) => string> = {
  identifier: ({ identifier }) => identifier.toLowerCase(),
  '-identifier': ({ identifier }) => identifier.toLowerCase(),
  createdAt: ({ id }) => id,
  '-createdAt': ({ id }) => id,
  displayName: ({ displayName, id }) => `${displayName === null ? 1 : 0}${displayName?.toLowerCase()}\0${id}`,
  serial: ({ serial, id }) => `${serial === null ? 1 : 0}${serial}\0${id}`,
}

const someDevices = fc.uniqueArray(
  fc.record({
    identifier: fc.stringMatching(/^[A-Za-z0-9._-]{1,4}$/),
    display_name: fc.option(fc.constantFrom('', 'a', 'A', 'b', 'Ä', '%_\\')),
    serial: fc.option(fc.constantFrom('A', 'B', 'C')),
    platform: fc.constantFrom('ios', 'macos'),
  }),
  { selector: ({ identifier }) => identifier.toLowerCase(), maxLength: 25 },
)

test('no device is lost or doubled while paging, whatever the sort, the filter and the size of a page', async () => {
  const { db } = await testDatabase()
  const queries = fc.record({
    sort: fc.constantFrom(...deviceSorts),
    limit: fc.integer({ min: 1, max: 6 }),
    platform: fc.constantFrom(undefined, 'ios'),
  })
  await fc.assert(
    fc.asyncProperty(someDevices, queries, async (devices, query) => {
      await db.deleteFrom('device').execute()
      const rows = devices.map((device) => ({ ...device, id: uuidv7(), source: 'csv' }))
      if (rows.length > 0) await db.insertInto('device').values(rows).execute()

      const seen = await allPages(db, query)

      const wanted = rows.filter(({ platform }) => !query.platform || platform === query.platform)
      expect(seen.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort())
      const keys = seen.map(sortKeys[query.sort])
      const ascending = query.sort.startsWith('-') ? keys.toReversed() : keys
      expect(ascending).toEqual(ascending.toSorted((a, b) => (a < b ? -1 : 1)))
      expect((await list(db, query)).total).toBe(wanted.length)
    }),
    { numRuns: 60 },
  )
})

test('searches what people know a device by', async () => {
  const { db } = await testDatabase()
  const platform = devicePlatform(db)
  await addUser(platform, systemActor, { userName: 'ana', name: 'Ana Müller', email: 'ana@school.example' })
  await addUser(platform, systemActor, { userName: 'ben' })
  const fields = {
    serial: 'C02XK1ZLJGH5',
    imei: '352099001761481',
    meid: 'A1000049D0A8F9',
    udid: '00008030-001C',
  }
  await aDevice(platform, { identifier: 'IPAD-01', displayName: 'Cart 100%', userName: 'ana', ...fields })
  await aDevice(platform, { identifier: 'IPAD-02', userName: 'ben' })

  for (const q of [
    'pad-01',
    'xk1zl',
    '5209900',
    '49d0a8',
    '8030-001',
    'cart',
    '100%',
    'ANA',
    'müll',
    'school.ex',
  ])
    expect(await found(db, { q })).toEqual(['IPAD-01'])
  expect(await found(db, { q: 'ipad' })).toEqual(['IPAD-01', 'IPAD-02'])
  expect(await found(db, { q: '%' })).toEqual(['IPAD-01'])
  expect(await found(db, { q: 'ipad-03' })).toEqual([])
  expect((await list(db, { q: 'ben' })).total).toBe(1)
})

test('filters by status, as it is now', async () => {
  const { db } = await testDatabase()
  const device = (identifier: string, status: string, expires_at: string | null) =>
    db
      .insertInto('device')
      .values({ id: uuidv7(), identifier, platform: 'ios', source: 'csv', status, expires_at })
      .execute()
  await device('may', 'enrolling', '2026-03-02T00:00:00Z')
  await device('may-always', 'enrolling', null)
  await device('too-late', 'enrolling', '2026-03-01T12:00:00Z')
  await device('in', 'enrolled', '2026-01-01T00:00:00Z')
  await device('out', 'withdrawn', '2026-01-01T00:00:00Z')

  expect(await found(db, { status: 'enrolling' })).toEqual(['may', 'may-always'])
  expect(await found(db, { status: 'expired' })).toEqual(['too-late'])
  expect(await found(db, { status: 'pre-enrolled' })).toEqual(['may', 'may-always', 'too-late'])
  expect(await found(db, { status: 'enrolled' })).toEqual(['in'])
  expect(await found(db, { status: 'withdrawn' })).toEqual(['out'])
  const statuses = (await list(db, { sort: 'createdAt' })).items.map(({ status }) => status)
  expect(statuses).toEqual(['enrolling', 'enrolling', 'expired', 'enrolled', 'withdrawn'])
})

test('filters by what a device belongs to; an unknown name is nobody’s', async () => {
  const { db } = await testDatabase()
  const platform = devicePlatform(db)
  await addUser(platform, systemActor, { userName: 'ana' })
  await db.insertInto('tag').values({ id: uuidv7(), name: 'loan' }).execute()
  await db.insertInto('device_group').values({ id: uuidv7(), name: '3b' }).execute()
  await aDevice(platform, { identifier: 'a', userName: 'ana', tags: ['loan'], groups: ['3b'] })
  await aDevice(platform, { identifier: 'b', platform: 'macos' })

  for (const query of [{ user: 'ana' }, { tag: 'loan' }, { group: '3b' }, { platform: 'ipados' }])
    expect(await found(db, query)).toEqual(['a'])
  expect(await found(db, { source: 'manual', tag: 'loan', user: 'ana' })).toEqual(['a'])
  for (const query of [
    { user: 'nobody' },
    { tag: 'x' },
    { group: 'x' },
    { depAccount: 'x' },
    { source: 'dep' },
  ])
    expect(await found(db, query)).toEqual([])
})

test('a cursor that we did not make is refused', async () => {
  const { db } = await testDatabase()
  const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const cursor of [
    'x',
    made({}),
    made(['a', 'b']),
    made(['a\0', uuidv7()]),
    made([1, uuidv7()]),
    made([]),
  ])
    await expect(list(db, { cursor })).rejects.toMatchObject({ code: 'request.invalid' })
})
