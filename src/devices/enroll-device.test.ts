import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/test-database.ts'
import { deviceActor, systemActor } from '../platform/audit/actor.ts'
import { findDeviceById } from './device-store.ts'
import { withdrawDevice } from './end-device.ts'
import { completeEnrollment, endEnrollment, touchDevice } from './enroll-device.ts'
import { aDevice, devicePlatform } from './testing.ts'

const actor = deviceActor('C02XK1ZLJGH5', '10.0.0.1')

async function setUp(fields: Parameters<typeof aDevice>[1] = {}) {
  const { db } = await testDatabase()
  let now = new Date('2026-03-01T12:00:00.000Z')
  const platform = devicePlatform(db, () => now)
  const { device } = await aDevice(platform, fields)
  const { id } = device
  return {
    db,
    platform,
    id,
    enroll: (facts: { udid?: string; serial?: string; model?: string } = {}) =>
      db.transaction().execute((trx) => completeEnrollment(trx, { id }, { at: now, actor, ...facts })),
    end: () =>
      db
        .transaction()
        .execute((trx) => endEnrollment(trx, { id }, { at: now, actor, reason: 'checked-out' })),
    read: async () => (await findDeviceById(db, id, now))!.device,
    later: (time: string) => (now = new Date(time)),
    happened: async () =>
      (
        await db.selectFrom('event').select(['kind']).where('subject_id', '=', id).orderBy('seq').execute()
      ).map(({ kind }) => kind),
  }
}

test('an enrollment is remembered with what the device proved', async () => {
  const { enroll, read, happened, db } = await setUp({ depMethod: 'Keycode' })
  await enroll({ udid: '00008030-001C', serial: 'c02xk1zljgh5', model: 'iPad13,1' })

  expect(await read()).toMatchObject({
    status: 'enrolled',
    udid: '00008030-001C',
    serial: 'C02XK1ZLJGH5',
    model: 'iPad13,1',
    enrolledAt: '2026-03-01T12:00:00.000Z',
    lastSeenAt: '2026-03-01T12:00:00.000Z',
  })
  expect(await happened()).toEqual(['device.created', 'device.enrolled'])
  const record = await db.selectFrom('audit_event').selectAll().orderBy('seq', 'desc').executeTakeFirst()
  expect(record).toMatchObject({
    action: 'device.enrolled',
    actor: 'C02XK1ZLJGH5',
    actor_kind: 'device',
    before: { status: 'enrolling' },
    after: { status: 'enrolled', serial: 'C02XK1ZLJGH5' },
  })
})

test('a device that checked out may enroll again until its expiry, and not after', async () => {
  const { enroll, end, read, later, happened } = await setUp()
  await enroll()
  later('2026-03-07T00:00:00Z')
  await end()
  expect(await read()).toMatchObject({ status: 'enrolling', expiresAt: '2026-03-08T12:00:00.000Z' })
  await enroll()
  later('2026-03-09T00:00:00Z')
  expect((await read()).status).toBe('enrolled')
  await end()
  expect((await read()).status).toBe('expired')
  expect(await happened()).toEqual([
    'device.created',
    'device.enrolled',
    'device.enrollment-ended',
    'device.enrolled',
    'device.enrollment-ended',
  ])
})

test('a withdrawn device does not enroll, and stays withdrawn when it checks out', async () => {
  const { platform, id, enroll, end, read } = await setUp()
  await enroll()
  await withdrawDevice(platform, systemActor, { by: 'id', value: id }, { expect: () => {} })
  await expect(enroll()).rejects.toMatchObject({ code: 'device.withdrawn' })
  await end()
  expect((await read()).status).toBe('withdrawn')
})

test('being heard is remembered to the minute and does not make a new version', async () => {
  const { db, id } = await setUp()
  const heard = async (time: string) => {
    await touchDevice(db, id, new Date(time))
    return db.selectFrom('device').select(['last_seen_at', 'revision']).executeTakeFirst()
  }
  expect(await heard('2026-03-01T13:00:00Z')).toEqual({
    last_seen_at: '2026-03-01T13:00:00.000Z',
    revision: 1,
  })
  expect(await heard('2026-03-01T13:00:59Z')).toMatchObject({ last_seen_at: '2026-03-01T13:00:00.000Z' })
  expect(await heard('2026-03-01T13:01:01Z')).toEqual({
    last_seen_at: '2026-03-01T13:01:01.000Z',
    revision: 1,
  })
})
