import { expect, test } from 'vitest'
import type { Answer } from './support/test-app.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const imei = '490154203237518'
const phone = { imei, serial: 'R58M1', manufacturer: 'samsung', model: 'SM-G525F', osVersion: '13' }

async function call(
  app: TestApp,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${app.url}/android/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

async function bulkWith(app: TestApp, device: object, more: object = {}) {
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', ...more })
  const { body } = await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, device)
  return { bulk, device: body }
}

test('I41: a listed phone registers with the token of its list, gets its attributes and is enrolled', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const listed = { imei, customAttributes: { room: '12' } }
  const { bulk, device } = await bulkWith(app, listed, { userName: 'ana' })
  const answer = await call(app, 'register', { ...phone, token: bulk.token })
  expect(answer).toMatchObject({
    status: 200,
    body: {
      deviceId: device.id,
      deviceToken: expect.stringMatching(/^[\w-]{43}$/),
      policyUrl: `${app.url}/android/v1/policy`,
      customAttributes: { room: '12' },
      user: 'ana',
    },
  })
  expect((await app.api('GET', `/devices/${device.id}`)).body).toMatchObject({
    status: 'enrolled',
    model: 'SM-G525F',
  })
  const { items } = (await app.api('GET', '/arrivals?channel=android')).body
  expect(items).toMatchObject([{ outcome: 'admit', deviceId: device.id }])
  const stored = await app.platform.db.selectFrom('android_registration').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(answer.body.deviceToken)
})

test('the token may come as a bearer', async () => {
  const app = await testApp()
  const { bulk } = await bulkWith(app, { imei })
  expect((await call(app, 'register', phone, { authorization: `Bearer ${bulk.token}` })).status).toBe(200)
})

test('I41: a wrong or expired token leads to login, and login enrolls', async () => {
  const app = await testApp()
  const { body: ana } = await app.api('POST', '/users', { userName: 'ana' })
  await app.api('PUT', `/users/${ana.id}/password`, { password: 'correct horse battery' })
  const { bulk, device } = await bulkWith(app, { imei })
  for (const token of ['wrong', null]) {
    const refused = await call(app, 'register', { ...phone, token })
    expect(refused).toMatchObject({
      status: 401,
      body: { challenge: 'login', code: 'login-needed', shortCode: expect.any(String) },
    })
  }
  await app.platform.db
    .updateTable('bulk_enrollment')
    .set({ token_expires_at: new Date(0) })
    .execute()
  expect(await call(app, 'register', { ...phone, token: bulk.token })).toMatchObject({
    status: 401,
    body: { challenge: 'login' },
  })

  const login = { ...phone, username: 'ana' }
  expect(await call(app, 'login', { ...login, password: 'nope' })).toMatchObject({
    status: 401,
    body: { code: 'wrong-login' },
  })
  const answer = await call(app, 'login', { ...login, password: 'correct horse battery' })
  expect(answer).toMatchObject({ status: 200, body: { deviceId: device.id, user: 'ana' } })
  expect((await app.api('GET', `/devices/${device.id}`)).body).toMatchObject({
    status: 'enrolled',
    userName: 'ana',
  })
})

test('a phone that is not on the list is refused with a code that the help desk can look up', async () => {
  const app = await testApp()
  const { bulk } = await bulkWith(app, { serial: 'R58M1', manufacturer: 'Nokia' })
  const refused = await call(app, 'register', { ...phone, token: bulk.token })
  expect(refused).toMatchObject({ status: 403, body: { code: 'unknown-device' } })
  const { items } = (await app.api('GET', `/arrivals?q=${refused.body.shortCode}`)).body
  expect(items[0].summary).toContain('"Nokia"')
})

test('the same phone may register again and has the latest token; another one with its IMEI is a conflict', async () => {
  const app = await testApp()
  const { bulk, device } = await bulkWith(app, { imei })
  const body = { ...phone, token: bulk.token, nonce: 'n1' }
  const [first, repeated] = [await call(app, 'register', body), await call(app, 'register', body)]
  expect(repeated.body.deviceId).toBe(device.id)
  expect(repeated.body.deviceToken).not.toBe(first.body.deviceToken)
  const rows = () =>
    app.platform.db.selectFrom('android_registration').select(['state', 'end_reason']).orderBy('id').execute()
  expect(await rows()).toMatchObject([{ state: 'active' }])
  await call(app, 'register', { ...body, nonce: 'after a wipe' })
  expect(await rows()).toMatchObject([
    { state: 'ended', end_reason: 'registered-again' },
    { state: 'active' },
  ])

  const stranger = { ...body, serial: 'STOLEN', nonce: 'n3' }
  expect(await call(app, 'register', stranger)).toMatchObject({
    status: 403,
    body: { code: 'already-registered' },
  })
  expect(await rows()).toHaveLength(2)
})

test('all who name the numbers of one phone at the same time are answered', async () => {
  const app = await testApp()
  const { bulk } = await bulkWith(app, { imei })
  await call(app, 'register', { ...phone, token: bulk.token })
  const strangers = Array.from({ length: 20 }, (_, index) => `R58M20ABC${index + 10}`)
  const all = await Promise.all(
    strangers.map((serial) => call(app, 'register', { ...phone, serial, token: bulk.token })),
  )
  expect(all.map(({ status }) => status)).toEqual(strangers.map(() => 403))
  expect((await app.api('GET', '/arrivals?outcome=refuse')).body.total).toBe(20)
})

test('what waits for a phone is not lost when it enrolls again; an erase that it was told of is not repeated', async () => {
  const app = await testApp()
  const { bulk, device } = await bulkWith(app, { imei })
  const body = { ...phone, token: bulk.token }
  const ask = (kind: string) =>
    app.api('POST', `/devices/${device.id}/android/commands`, {
      kind,
      ...(kind === 'wipe' && { confirm: device.identifier }),
    })
  const told = async (deviceToken: string) => {
    const headers = { authorization: `Bearer ${deviceToken}` }
    const answer = await fetch(`${app.url}/android/v1/policy`, { headers })
    const { commands } = (await answer.json()) as { commands: { kind: string }[] }
    return commands.map(({ kind }) => kind)
  }
  const first = (await call(app, 'register', { ...body, nonce: 'n1' })).body
  await ask('wipe')
  await ask('lock')
  expect(await told(first.deviceToken)).toEqual(['wipe', 'lock'])
  await ask('sync')

  const second = (await call(app, 'register', { ...body, nonce: 'n2' })).body
  expect(await told(second.deviceToken)).toEqual(['lock', 'sync'])
  const { commands } = (await app.api('GET', `/devices/${device.id}/android`)).body
  expect(commands.map((each: { kind: string; state: string }) => [each.kind, each.state])).toEqual([
    ['sync', 'sent'],
    ['lock', 'sent'],
    ['wipe', 'dropped'],
  ])
})

test('of phones that name the same number at the same time one is let in', async () => {
  const app = await testApp()
  const { bulk } = await bulkWith(app, { imei })
  const all = await Promise.all(
    ['A', 'B', 'C', 'D'].map((serial) => call(app, 'register', { ...phone, serial, token: bulk.token })),
  )
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(all.filter(({ status }) => status === 403)).toHaveLength(3)
})

test('whoever knows nothing but the IMEI of an enrolled phone does not take its place', async () => {
  const app = await testApp()
  const { bulk } = await bulkWith(app, { imei })
  expect((await call(app, 'register', { ...phone, token: bulk.token })).status).toBe(200)
  expect(await call(app, 'register', { imei, token: bulk.token })).toMatchObject({
    status: 403,
    body: { code: 'already-registered' },
  })
  const { body } = await app.api('POST', '/admission/what-if', {
    channel: 'android',
    claimed: { imei },
    bulkEnrollmentId: bulk.id,
  })
  expect(body.reason).toBe('already-registered')
})

test('H17: a pre-enrolled Android device enrolls by its serial number and manufacturer, or its IMEI, without a list', async () => {
  const app = await testApp()
  const { body } = await app.api('POST', '/devices', { identifier: 'a', platform: 'android', imei })
  expect(await call(app, 'register', phone)).toMatchObject({ status: 200, body: { deviceId: body.id } })
})

test('identifiers can be guessed, but not fast', async () => {
  const app = await testApp()
  const { bulk } = await bulkWith(app, { imei })
  let waited = false
  for (let n = 0; n < 70 && !waited; n++) {
    const { status, headers } = await call(app, 'register', {
      serial: `S${n}`,
      manufacturer: 'x',
      token: bulk.token,
    })
    waited = status === 429
    if (waited) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect(waited).toBe(true)
})

test('bad bodies are answered in words', async () => {
  const app = await testApp()
  for (const body of [[], { imei: 5 }, { imei: 'x'.repeat(300) }, { token: {} }])
    expect(await call(app, 'register', body)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    })
  expect((await call(app, 'register', { imei: '\u0001<script>' })).status).toBe(403)
})

test('what if this phone arrived now?', async () => {
  const app = await testApp()
  const { bulk } = await bulkWith(app, { imei })
  const ask = (more: object) =>
    app.api('POST', '/admission/what-if', { channel: 'android', claimed: { imei }, ...more })
  expect((await ask({ bulkEnrollmentId: bulk.id })).body).toMatchObject({ outcome: 'admit' })
  expect((await ask({})).body).toMatchObject({ outcome: 'challenge', reason: 'login-needed' })
})
