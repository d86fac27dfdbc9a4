import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openFirstRun } from '../src/admins/first-run.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const password = 'correct horse battery staple'

async function firstAdmin({ platform, api }: TestApp) {
  const token = await openFirstRun(platform.db)
  return api(
    'POST',
    '/first-run',
    { token: token ?? 'none', username: 'ana', displayName: 'Ana', password },
    { headers: { authorization: '' } },
  )
}

const cookieOf = (headers: Headers) => headers.get('set-cookie')!.split(';')[0]!

test('the first run makes one administrator with the token of the terminal and closes', async () => {
  const app = await testApp()
  expect((await app.api('GET', '/first-run')).body).toEqual({ open: true })
  const wrong = await app.api('POST', '/first-run', { token: 'guess', username: 'eve', password })
  expect(wrong.body).toMatchObject({ status: 403, code: 'first-run.wrong-token' })

  const made = await firstAdmin(app)
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ username: 'ana', role: 'Administrator' })
  expect(made.headers.get('set-cookie')).toMatch(/muster_session=.*HttpOnly.*SameSite=Lax/)
  expect((await app.api('GET', '/first-run')).body).toEqual({ open: false })
  expect((await firstAdmin(app)).body).toMatchObject({ code: 'first-run.closed' })
})

test('signs in and out; the cookie is dead afterwards', async () => {
  const app = await testApp()
  await firstAdmin(app)
  const signedIn = await app.api(
    'POST',
    '/session',
    { username: 'ANA', password },
    { headers: { authorization: '' } },
  )
  expect(signedIn.status).toBe(200)
  const headers = { authorization: '', cookie: cookieOf(signedIn.headers) }
  expect((await app.api('GET', '/session', undefined, { headers })).body).toMatchObject({ username: 'ana' })
  expect((await app.api('DELETE', '/session', undefined, { headers })).status).toBe(204)
  expect((await app.api('GET', '/session', undefined, { headers })).body).toMatchObject({
    code: 'session.required',
  })
})

test('wrong passwords are delayed longer and longer, the right one too while the delay lasts', async () => {
  const app = await testApp()
  await firstAdmin(app)
  const tryWith = (word: string) =>
    app.api('POST', '/session', { username: 'ana', password: word }, { headers: { authorization: '' } })
  for (let i = 0; i < 5; i++)
    expect((await tryWith('wrong')).body).toMatchObject({ code: 'session.wrong-credentials' })
  // A slow machine may outlast the first delay of a second, but not one of a minute.
  await sql`update credential_attempt set retry_at = retry_at + interval '1 minute'`.execute(app.platform.db)
  const blocked = await tryWith(password)
  expect(blocked.body).toMatchObject({ status: 429, code: 'session.too-many-attempts' })
  expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a request from another site is refused', async () => {
  const app = await testApp()
  const made = await firstAdmin(app)
  const headers = { authorization: '', cookie: cookieOf(made.headers), origin: 'https://evil.example' }
  expect((await app.api('DELETE', '/session', undefined, { headers })).body).toMatchObject({
    code: 'session.origin-refused',
  })
  expect(
    (await app.api('GET', '/session', undefined, { headers: { ...headers, origin: app.url } })).status,
  ).toBe(200)
})

test('a role allows what it names and nothing else', async () => {
  const app = await testApp()
  const token = await app.tokenFor('Help desk')
  expect((await app.api('GET', '/admins', undefined, { token })).body).toMatchObject({
    status: 403,
    code: 'permission.denied',
    permission: 'admin:read',
  })
  const own = await app.api('POST', '/roles', { name: 'Reader', permissions: ['user:read'] })
  expect(own.status).toBe(201)
  expect((await app.api('POST', '/roles', { name: 'Reader', permissions: [] })).body).toMatchObject({
    code: 'role.already-exists',
  })
  const builtIn = (await app.api('GET', '/roles')).body.items.find(
    (role: { name: string }) => role.name === 'Auditor',
  )
  expect((await app.api('PATCH', `/roles/${builtIn.id}`, { permissions: [] })).body).toMatchObject({
    code: 'role.built-in',
  })
})

test('the last administrator cannot be removed or locked out', async () => {
  const app = await testApp()
  const made = await firstAdmin(app)
  const id = made.body.adminId
  expect((await app.api('DELETE', `/admins/${id}`)).body).toMatchObject({ code: 'admin.last-administrator' })
  expect((await app.api('PATCH', `/admins/${id}`, { role: 'Auditor' })).body).toMatchObject({
    code: 'admin.last-administrator',
  })
  const second = await app.api('POST', '/admins', { username: 'ben', role: 'Administrator', password })
  expect(second.status).toBe(201)
  expect((await app.api('DELETE', `/admins/${id}`)).status).toBe(204)
})

test('an API token works until it is revoked, and its secret is shown once', async () => {
  const app = await testApp()
  const made = await app.api('POST', '/api-tokens', { name: 'script', role: 'Auditor' })
  expect(made.body.token).toMatch(/^mst_/)
  const { token, id } = made.body
  expect((await app.api('GET', '/audit-events', undefined, { token })).status).toBe(200)
  expect(JSON.stringify((await app.api('GET', '/api-tokens')).body)).not.toContain(token)
  await app.api('DELETE', `/api-tokens/${id}`)
  expect((await app.api('GET', '/audit-events', undefined, { token })).status).toBe(401)
})

test('every change is in the audit log, without secrets and without gaps', async () => {
  const app = await testApp()
  await firstAdmin(app)
  await app.api('POST', '/admins', { username: 'ben', role: 'Auditor', password })
  await app.api('PUT', '/settings/enrollment', { defaultExpirationDays: 14 })
  const { items } = (await app.api('GET', '/audit-events')).body
  expect(items.map(({ action }: { action: string }) => action)).toEqual([
    'setting.changed',
    'admin.created',
    'session.started',
    'admin.created',
  ])
  expect(items.map(({ seq }: { seq: number }) => seq)).toEqual([4, 3, 2, 1])
  expect(JSON.stringify(items)).not.toContain(password)
})

test('a repeated POST with the same idempotency key makes one thing', async () => {
  const app = await testApp()
  const headers = { 'idempotency-key': 'k1' }
  const body = { name: 'Reader', permissions: ['user:read'] }
  const first = await app.api('POST', '/roles', body, { headers })
  const again = await app.api('POST', '/roles', body, { headers })
  expect([first.status, again.status]).toEqual([201, 201])
  expect(again.body).toEqual(first.body)
  const other = await app.api('POST', '/roles', { name: 'Other', permissions: [] }, { headers })
  expect(other.body).toMatchObject({ code: 'request.idempotency-mismatch' })
})

test('a stale If-Match is refused', async () => {
  const app = await testApp()
  const read = await app.api('GET', '/settings/enrollment')
  const headers = { 'if-match': read.headers.get('etag')! }
  expect((await app.api('PUT', '/settings/enrollment', { unitId: 'a' }, { headers })).status).toBe(200)
  expect((await app.api('PUT', '/settings/enrollment', { unitId: 'b' }, { headers })).body).toMatchObject({
    code: 'resource.changed',
  })
})

test('bad input names every field, with a pointer and what is wrong', async () => {
  const app = await testApp()
  const { status, body, headers } = await app.api('POST', '/admins', {
    username: 'a b',
    role: 1,
    password: 'short',
  })
  expect(status).toBe(400)
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/password',
    '/role',
    '/username',
  ])
})

test('a session gets a new secret every hour, and the old one dies a minute later', async () => {
  const app = await testApp()
  const old = cookieOf((await firstAdmin(app)).headers)
  const me = (cookie: string) =>
    app.api('GET', '/session', undefined, { headers: { authorization: '', cookie } })
  expect((await me(old)).headers.get('set-cookie')).toBeNull()

  await sql`update session set rotated_at = now() - interval '61 minutes'`.execute(app.platform.db)
  const fresh = cookieOf((await me(old)).headers)
  expect(fresh).not.toBe(old)
  expect([(await me(old)).status, (await me(fresh)).status]).toEqual([200, 200])

  await sql`update session set rotated_at = now() - interval '2 minutes'`.execute(app.platform.db)
  expect([(await me(old)).status, (await me(fresh)).status]).toEqual([401, 200])
})
