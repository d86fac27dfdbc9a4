import { expect, test } from 'vitest'
import type { Answer } from './support/test-app.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const imei = '490154203237518'

async function call(app: TestApp, path: string, body: object): Promise<Answer> {
  const answer = await fetch(`${app.url}/android/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

async function listWith(app: TestApp, device: object, more: object = {}) {
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', ...more })
  await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, device)
  return bulk
}

test('a phone knows before its user whether it is listed, its language, its zone and the terms', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const bulk = await listWith(app, { imei }, { userName: 'ana' })
  const systemExtras = { LOCALE: 'de_DE', TIME_ZONE: 'Europe/Berlin' }
  const stored = await app.api('PUT', `/bulk-enrollments/${bulk.id}/configuration`, { systemExtras })
  expect(stored.status).toBe(200)
  const settings = (await app.api('GET', '/settings/enrollment')).body
  await app.api('PUT', '/settings/enrollment', { ...settings, termsText: 'Be kind.' })
  const answer = await call(app, 'precheck', { imei, token: bulk.token })
  expect(answer).toMatchObject({ status: 200 })
  expect(answer.body).toEqual({
    listed: true,
    next: 'register',
    code: expect.any(String),
    message: null,
    locale: 'de_DE',
    timeZone: 'Europe/Berlin',
    terms: 'Be kind.',
  })
  expect(JSON.stringify(answer.body)).not.toContain('ana')
  expect((await app.api('GET', '/arrivals')).body.total).toBe(0)
  expect((await app.api('GET', `/bulk-enrollments/${bulk.id}`)).body.waitingCount).toBe(1)
})

test('the custom attributes of a device go before its list; what no phone could read is left out', async () => {
  const app = await testApp()
  const bulk = await listWith(app, { imei, customAttributes: { locale: 'fr_FR', timeZone: 'Paris' } })
  expect((await call(app, 'precheck', { imei, token: bulk.token })).body).toMatchObject({
    locale: 'fr_FR',
    timeZone: null,
    terms: null,
  })
})

test('what a registration would ask for is told', async () => {
  const app = await testApp()
  const bulk = await listWith(app, { imei })
  expect((await call(app, 'precheck', { imei, token: 'wrong' })).body).toMatchObject({
    listed: true,
    next: 'login',
    code: 'login-needed',
  })
  expect((await call(app, 'precheck', { imei: '356938035643809', token: bulk.token })).body).toMatchObject({
    listed: false,
    next: 'refused',
    code: 'unknown-device',
    locale: null,
  })
  expect(await call(app, 'precheck', { imei: 1 })).toMatchObject({
    status: 400,
    body: { code: 'request.invalid' },
  })
})

test('guessing numbers is slowed down, together with registrations', async () => {
  const app = await testApp()
  const statuses: number[] = []
  for (let n = 0; n < 62; n++)
    statuses.push((await call(app, n % 2 ? 'register' : 'precheck', { imei: String(10 ** 13 + n) })).status)
  expect(statuses.at(-1)).toBe(429)
  expect((await call(app, 'precheck', { imei })).status).toBe(429)
})

test('custom attributes follow the list: a new file reaches phones that are enrolled, while they wait', async () => {
  const app = await testApp()
  const bulk = await listWith(app, { imei, customAttributes: { room: '12' } }, { attributesFollowList: true })
  const { deviceToken } = (await call(app, 'register', { imei, token: bulk.token })).body
  const policy = (query = '', etag = '') =>
    fetch(`${app.url}/android/v1/policy${query}`, {
      headers: { authorization: `Bearer ${deviceToken}`, 'if-none-match': etag },
    })
  const waiting = policy('?wait=50', (await policy()).headers.get('etag')!)
  const form = new FormData()
  form.set('file', new Blob([`IMEI,room\r\n${imei},13\r\n`]), 'list.csv')
  const { body } = await app.api('POST', `/imports?format=android-bulk&target=${bulk.id}`, form)
  expect(body.counts).toMatchObject({ update: 1, reject: 0 })
  await app.api('POST', `/imports/${body.id}/apply`, {})
  expect(await (await waiting).json()).toMatchObject({ customAttributes: { room: '13' } })
})
