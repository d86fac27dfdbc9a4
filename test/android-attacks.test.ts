import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Answer } from './support/test-app.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const imei = '490154203237518'
const phone = { imei, serial: 'R1', manufacturer: 'Nokia' }

async function call(
  app: TestApp,
  path: string,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${app.url}/android/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const policyOf = (app: TestApp, token: string) =>
  fetch(`${app.url}/android/v1/policy`, { headers: bearer(token) })

async function listOf(app: TestApp, ...devices: object[]) {
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: `List ${devices.length}` })
  const ids: string[] = []
  for (const device of devices)
    ids.push((await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, device)).body.id)
  return { bulk, ids }
}

const enroll = async (app: TestApp, claims: object, token: string): Promise<string> => {
  const { status, body } = await call(app, 'register', { ...claims, token })
  expect(status).toBe(200)
  return body.deviceToken
}

test('a guessed token gets no further than none, and is told apart from an expired one by nothing', async () => {
  let now = new Date()
  const app = await testApp({ clock: () => now })
  const { bulk } = await listOf(app, { imei })
  const near = `${bulk.token.slice(0, -1)}${bulk.token.endsWith('A') ? 'B' : 'A'}`
  const words = async (token: string) => {
    const { status, body } = await call(app, 'register', { imei, token })
    const { shortCode: _, ...said } = body
    return { status, said }
  }
  const guesses = [
    '',
    near,
    bulk.token.toLowerCase(),
    `${bulk.token} `,
    randomBytes(16).toString('base64url'),
  ]
  const answers = []
  for (const guess of guesses) answers.push(await words(guess))
  now = new Date(now.getTime() + 8 * 86_400_000)
  await app.api('PATCH', '/devices/identifier:490154203237518', { expirationDays: 30 })
  answers.push(await words(bulk.token))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 401, said: { challenge: 'login' } })
})

test('with a valid token numbers are guessed slowly, from however many addresses', async () => {
  const app = await testApp({ trustedProxies: '127.0.0.1' })
  const { bulk } = await listOf(app, { imei })
  const guess = (n: number) =>
    call(
      app,
      n % 2 ? 'register' : 'precheck',
      { imei: String(35_000_000_000_000 + n), token: bulk.token },
      { 'x-forwarded-for': `203.0.113.${n}` },
    )
  const statuses: number[] = []
  for (let n = 0; n < 62; n++) statuses.push((await guess(n)).status)
  expect(statuses.slice(0, 50)).not.toContain(429)
  const stopped = await guess(200)
  expect(stopped).toMatchObject({ status: 429, body: { code: 'too-many-tries' } })
  expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a device token is worth nothing once the phone has registered again, was withdrawn, or has left', async () => {
  const app = await testApp()
  const { bulk, ids } = await listOf(app, phone)
  const first = await enroll(app, phone, bulk.token)
  const second = await enroll(app, { ...phone, nonce: 'after reset' }, bulk.token)
  expect((await policyOf(app, first)).status).toBe(401)
  expect((await call(app, 'report', { leaving: true }, bearer(first))).status).toBe(401)
  expect((await policyOf(app, second)).status).toBe(200)
  expect((await app.api('GET', `/devices/${ids[0]}`)).body.status).toBe('enrolled')
  await app.api('POST', `/devices/${ids[0]}/withdraw`, {})
  expect((await policyOf(app, second)).status).toBe(401)
})

test('the token of a list is no device token, and a device token is no token of a list or of an admin', async () => {
  const app = await testApp()
  const { bulk } = await listOf(app, phone, { imei: '356938035643809' })
  const device = await enroll(app, phone, bulk.token)
  expect((await policyOf(app, bulk.token)).status).toBe(401)
  expect((await call(app, 'register', { imei: '356938035643809', token: device })).status).toBe(401)
  for (const token of [bulk.token, device])
    expect((await app.api('GET', '/devices', undefined, { token })).status).toBe(401)
})

test('an agent answers its own commands only', async () => {
  const app = await testApp()
  const { bulk, ids } = await listOf(app, phone, { imei: '356938035643809' })
  await enroll(app, phone, bulk.token)
  const stranger = await enroll(app, { imei: '356938035643809' }, bulk.token)
  await app.api('POST', `/devices/${ids[0]}/android/commands`, { kind: 'lock' })
  const { commands } = (await app.api('GET', `/devices/${ids[0]}/android`)).body
  const results = [{ id: commands[0].id, ok: true }]
  expect((await call(app, 'report', { results }, bearer(stranger))).status).toBe(200)
  expect((await app.api('GET', `/devices/${ids[0]}/android`)).body.commands).toMatchObject([
    { state: 'queued' },
  ])
  const wipe = await app.api('POST', `/devices/${ids[0]}/android/commands`, {
    kind: 'wipe',
    confirm: imei,
  })
  expect(wipe.status).toBeLessThan(500)
  const open = (await app.api('GET', `/devices/${ids[0]}/android`)).body.commands
  const all = open.map(({ id }: { id: string }) => ({ id, ok: true }))
  await call(app, 'report', { results: all }, bearer(stranger))
  expect((await app.api('GET', `/devices/${ids[0]}`)).body.status).toBe('enrolled')
})

test('bodies that are too large are refused before they are read', async () => {
  const app = await testApp()
  const { bulk } = await listOf(app, phone)
  const token = await enroll(app, phone, bulk.token)
  const large = JSON.stringify({ imei, model: 'x'.repeat(17 * 1024) })
  for (const path of ['precheck', 'register', 'login', 'code'])
    expect(await call(app, path, large)).toMatchObject({ status: 413, body: { code: 'request.too-large' } })
  const report = JSON.stringify({ facts: { a: 'x'.repeat(65 * 1024) } })
  expect((await call(app, 'report', report, bearer(token))).status).toBe(413)
  const manyFacts = Object.fromEntries(Array.from({ length: 61 }, (_, n) => [`fact${n}`, n]))
  expect((await call(app, 'report', { facts: manyFacts }, bearer(token))).status).toBe(400)
})

test('names with line ends reach no header, no file name and no log line of another', async () => {
  const app = await testApp()
  const name = 'Grade 5"; filename="x.exe'
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name })
  expect((await app.api('POST', '/bulk-enrollments', { name: 'a\r\nSet-Cookie: b=c' })).status).toBe(400)
  await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, phone)
  const file = await app.api('GET', `/bulk-enrollments/${bulk.id}/devices.csv`)
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/)
  const evil = { ...phone, model: 'x\r\nSet-Cookie: a=b', osVersion: '1\u0007\u001b[31m' }
  const { status, headers, body } = await call(app, 'register', { ...evil, token: bulk.token })
  expect(status).toBe(200)
  expect(headers.get('set-cookie')).toBeNull()
  const { model } = (await app.api('GET', `/devices/${body.deviceId}`)).body
  expect(model).toMatch(/^[^\p{Cc}]+$/u)
  const { items } = (await app.api('GET', '/arrivals')).body
  expect(items[0].claimed.osVersion).toMatch(/^[^\p{Cc}]*$/u)
})
