import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { announce } from '../src/platform/events/live.ts'
import { createLog } from '../src/platform/log/log.ts'
import { uuidv7 } from '../src/platform/uuid.ts'
import { requestPush } from '../src/push/push-store.ts'
import { getCertificate } from './support/apple-hand.ts'
import { putCertificate, pushWorld, type PushWorld } from './support/push-world.ts'
import { newTestDatabase } from './support/test-database.ts'

const pushOf = async ({ platform }: PushWorld, deviceId: string) =>
  platform.db
    .selectFrom('push')
    .innerJoin('enrollment', 'enrollment.id', 'push.enrollment_id')
    .select(['due_at', 'failures', 'answer', 'pushed_at', 'push_token_retired_at as tokenGone'])
    .where('device_id', '=', deviceId)
    .where('state', '=', 'active')
    .executeTakeFirstOrThrow()

const openCommands = async ({ platform }: PushWorld) =>
  platform.db.selectFrom('command').select('id').where('state', 'in', ['queued', 'sent', 'not-now']).execute()

/** What waits for Apple's sake is tried at once. */
async function hurry({ platform: { db } }: PushWorld): Promise<void> {
  await db.updateTable('push').set({ due_at: new Date() }).where('due_at', 'is not', null).execute()
  await announce(db, { topic: 'push', id: null })
}

const timeline = async (world: PushWorld, id: string) =>
  (await world.api('GET', `/devices/${id}/timeline`)).body.items as { kind: string; facts: object }[]

test('a device is told of its commands, and comes for them; many at once are one push', async () => {
  const world = await pushWorld()
  const { id, token, device } = await world.enrolled('C02PUSH00001')
  expect(world.apns.pushes).toEqual([])
  await world.command(id, 10)
  await world.until('the device has done everything', async () => (await openCommands(world)).length === 0)
  expect(world.apns.pushes).toMatchObject([
    { token, status: 200, priority: '10', topic: expect.stringMatching(/^com\.apple\.mgmt\.External\./) },
  ])
  expect(device.steps.filter(({ name }) => name === 'command').length).toBeGreaterThanOrEqual(11)
  expect(await pushOf(world, id)).toMatchObject({ answer: null, pushed_at: expect.any(String) })
  await world.command(id)
  await world.until('the device is pushed again', () => world.apns.pushes.length === 2)
  expect(world.apns.connections.opened).toBe(1)
})

test('a token that Apple takes back is told in the timeline and pushed no more, until the device sends another', async () => {
  const world = await pushWorld()
  const { id, token } = await world.enrolled('C02PUSH00002')
  world.apns.script({ token, status: 410, reason: 'Unregistered' })
  await world.command(id)
  await world.until('the token is gone', async () => (await pushOf(world, id)).tokenGone !== null)
  expect(await timeline(world, id)).toContainEqual(
    expect.objectContaining({ kind: 'push.token-gone', facts: { reason: 'Unregistered' } }),
  )
  const state = (await world.api('GET', '/push-certificate')).body
  expect(state).toMatchObject({ devices: [{ current: true, enrolled: 1, tokenGone: 1 }], waiting: 0 })
  const tested = await world.api('POST', '/push-certificate/test', { deviceId: id })
  expect([tested.status, tested.body.code]).toEqual([409, 'push.token-gone'])
  await world.command(id)
  await world.until('nothing waits', async () => (await pushOf(world, id)).due_at === null)
  expect(world.apns.pushes).toHaveLength(1)
})

test('a new token is pushed again, whatever Apple said of the one before', async () => {
  const world = await pushWorld()
  const { id } = await world.record('C02PUSH00003')
  const hand = await getCertificate(world, world.device('C02PUSH00003'))
  await hand.authenticate()
  world.apns.script({ status: 400, reason: 'BadDeviceToken' })
  await hand.updateToken({ Token: Buffer.from('aa', 'hex') })
  await world.until('the token is gone', async () => (await pushOf(world, id)).tokenGone !== null)
  await hand.updateToken({ Token: Buffer.from('bb', 'hex') })
  expect(await pushOf(world, id)).toMatchObject({ tokenGone: null })
  await world.command(id)
  await world.until('it is pushed', () => world.apns.pushes.some(({ status }) => status === 200))
  expect(world.apns.pushes.map(({ token }) => token)).toEqual(['aa', 'bb'])
})

test('what Apple wants later is sent later, with more and more time between', async () => {
  const world = await pushWorld()
  const { id } = await world.enrolled('C02PUSH00004')
  world.apns.script(
    { status: 429, reason: 'TooManyRequests' },
    { status: 503, reason: 'ServiceUnavailable' },
    { status: 500, reason: 'InternalServerError' },
  )
  await world.command(id)
  for (const failures of [1, 2, 3]) {
    await world.until(`${failures} failed`, async () => (await pushOf(world, id)).failures === failures)
    const { due_at, answer } = await pushOf(world, id)
    expect(Date.parse(due_at!) - Date.now()).toBeGreaterThan(4000 * 2 ** (failures - 1))
    expect(answer).toMatch(/^(429|503|500) /)
    await hurry(world)
  }
  await world.until('it is taken', async () => (await openCommands(world)).length === 0)
  expect(world.apns.pushes.map(({ status }) => status).slice(0, 4)).toEqual([429, 503, 500, 200])
})

test('a push that Apple finds wrong in itself is not repeated, and its answer is kept', async () => {
  const world = await pushWorld()
  const { id } = await world.enrolled('C02PUSH00005')
  world.apns.script({ status: 400, reason: 'DeviceTokenNotForTopic' })
  await world.command(id)
  await world.until('it is answered', async () => (await pushOf(world, id)).answer !== null)
  expect(await pushOf(world, id)).toMatchObject({
    due_at: null,
    answer: '400 DeviceTokenNotForTopic',
    tokenGone: null,
  })
})

test('a certificate that Apple refuses is a state of its own; a new one sends what waits', async () => {
  const world = await pushWorld()
  const { id } = await world.enrolled('C02PUSH00006')
  const { topic } = (await world.api('GET', '/push-certificate')).body
  world.apns.script({ status: 403, reason: 'BadCertificate' })
  await world.command(id)
  const state = async () => (await world.api('GET', '/push-certificate')).body
  await world.until('it is refused', async () => (await state()).state === 'refused')
  expect(await state()).toMatchObject({
    refused: { reason: '403 BadCertificate' },
    text: expect.stringContaining('403 BadCertificate'),
    waiting: 1,
  })
  await world.command(id)
  await new Promise((resolve) => setTimeout(resolve, 3000))
  expect(world.apns.pushes).toHaveLength(1)
  const renewed = world.apns.authority.pair({ topic })
  expect((await putCertificate(world, renewed.certificate + renewed.key)).body).toMatchObject({
    state: 'valid',
    refused: null,
    topic,
  })
  await world.until('the device has done everything', async () => (await openCommands(world)).length === 0)
  expect(world.apns.connections.opened).toBe(2)
})

test('a broken connection is opened again, also in the middle of a push; so after a goodbye', async () => {
  const world = await pushWorld()
  const { id } = await world.enrolled('C02PUSH00007')
  const done = () => world.until('all is done', async () => (await openCommands(world)).length === 0)
  await world.command(id)
  await done()
  world.apns.drop()
  await world.command(id)
  await done()
  expect(world.apns.connections.opened).toBe(2)
  world.apns.goAway()
  await world.command(id)
  await done()
  expect(world.apns.connections.opened).toBe(3)
  world.apns.script({ status: 200, delayMs: 60_000 })
  await world.command(id)
  await world.until('a push is under way', async () => {
    const { due_at } = await pushOf(world, id)
    return Date.parse(due_at!) - Date.now() > 60_000
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  world.apns.drop()
  await done()
  expect(world.apns.connections.opened).toBe(4)
})

test('Apple out of reach: pushes wait, and the test says what happened', async () => {
  const world = await pushWorld({ apnsUrl: 'https://127.0.0.1:1' })
  const { id } = await world.record('C02PUSH00008')
  await world.device('C02PUSH00008').enroll()
  const tested = await world.api('POST', '/push-certificate/test', { deviceId: 'serial:C02PUSH00008' })
  expect(tested.body).toMatchObject({
    code: 'push.unreachable',
    detail: expect.stringContaining('ECONNREFUSED'),
  })
  await world.command(id)
  await new Promise((resolve) => setTimeout(resolve, 3000))
  expect((await world.api('GET', '/push-certificate')).body).toMatchObject({ state: 'valid', waiting: 1 })
})

test('two servers over one database send each push once', async () => {
  const connection = await newTestDatabase()
  const secretKey = Buffer.alloc(32, 7)
  const world = await pushWorld({ connection, secretKey })
  const second = await createApp({
    connection,
    secretKey,
    log: createLog('silent'),
    publicUrl: () => world.url,
    depUrl: 'http://127.0.0.1:1',
    apnsUrl: world.apns.url,
    apnsCa: world.apns.ca,
  })
  try {
    const ids = await manyEnrolled(world, 1200)
    await Promise.all(
      [world.platform.db, second.platform.db].map((db, n) =>
        db.transaction().execute((trx) =>
          requestPush(
            trx,
            ids.filter((_id, i) => i % 2 === n),
          ),
        ),
      ),
    )
    await world.until('all are pushed', () => world.apns.pushes.length >= ids.length)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(new Set(world.apns.pushes.map(({ token }) => token)).size).toBe(ids.length)
    expect(world.apns.pushes).toHaveLength(ids.length)
    expect(new Set(world.apns.pushes.map(({ connection: by }) => by)).size).toBe(2)
  } finally {
    await second.stop()
  }
}, 60_000)

/** Straight into the database: what counts here is how many there are. Each has a command. */
async function manyEnrolled({ platform, api }: PushWorld, count: number): Promise<string[]> {
  const { db, secrets } = platform
  const { topic } = (await api('GET', '/push-certificate')).body
  const enrollments = Array.from({ length: count }, (_, n) => {
    const [id, device_id, certificate_id] = [uuidv7(), uuidv7(), uuidv7()]
    const seal = (column: string, value: Buffer | string) => secrets.seal(`enrollment.${column}:${id}`, value)
    return {
      id,
      device_id,
      certificate_id,
      udid: `udid-${n}`,
      state: 'active',
      topic,
      push_token_sealed: seal('push_token_sealed', randomBytes(32)),
      push_magic_sealed: seal('push_magic_sealed', 'magic'),
    }
  })
  const now = new Date()
  for (const some of chunks(enrollments, 400)) {
    const devices = some.map(({ device_id: id, udid }) => ({
      id,
      identifier: udid,
      platform: 'ios',
      source: 'manual',
    }))
    await db.insertInto('device').values(devices).execute()
    const certificates = some.map(({ certificate_id: id, device_id, udid }) => {
      const der = randomBytes(8)
      return { id, device_id, serial: udid, udid, sha256: der, der, not_before: now, not_after: now }
    })
    await db.insertInto('certificate').values(certificates).execute()
    await db.insertInto('enrollment').values(some).execute()
    const commands = some.map(({ id: enrollment_id }) => {
      const request_type = 'DeviceInformation'
      return { id: uuidv7(), enrollment_id, position: 1, request_type, payload: Buffer.alloc(1) }
    })
    await db.insertInto('command').values(commands).execute()
  }
  return enrollments.map(({ id }) => id)
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
