import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { checkPassword, signOnMethods } from '../src/sign-on/sign-on.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const address = '10.1.2.3'

async function aUser(app: TestApp, userName: string, password?: string): Promise<string> {
  const { body } = await app.api('POST', '/users', { userName })
  if (password) await app.api('PUT', `/users/${body.id}/password`, { password })
  return body.id
}

const actions = async (app: TestApp, ...wanted: string[]) =>
  app.platform.db
    .selectFrom('audit_event')
    .select(['action', 'target_name', 'before', 'after', 'address'])
    .where('action', 'in', wanted)
    .orderBy('seq')
    .execute()

test('a password that an admin sets lets its user in, until it is taken away', async () => {
  const app = await testApp()
  const id = await aUser(app, 'ana')
  const password = 'correct horse'
  const sign = () => checkPassword(app.platform, { userName: ' ana ', password, address })

  expect(await sign()).toEqual({ ok: false, reason: 'wrong' })
  const set = await app.api('PUT', '/users/name:ana/password', { password })
  expect(set).toMatchObject({ status: 200, body: { id, userName: 'ana', hasPassword: true } })
  expect(await sign()).toEqual({ ok: true, user: { id, userName: 'ana' } })
  await app.api('PUT', `/users/${id}/password`, { password: null })
  expect((await app.api('GET', `/users/${id}`)).body.hasPassword).toBe(false)
  expect(await sign()).toEqual({ ok: false, reason: 'wrong' })

  expect(await actions(app, 'user.password-set', 'user.password-removed')).toMatchObject([
    { action: 'user.password-set', before: { password: null }, after: { password: '[secret]' } },
    { action: 'user.password-removed', before: { password: '[secret]' }, after: { password: null } },
  ])
  expect(await actions(app, 'sign-on.succeeded', 'sign-on.refused')).toMatchObject([
    { action: 'sign-on.refused', target_name: 'ana', address },
    { action: 'sign-on.succeeded', target_name: 'ana', after: { by: 'password' }, address },
    { action: 'sign-on.refused' },
  ])
})

test('a generated password is shown once, works, and is kept as a hash only', async () => {
  const app = await testApp()
  const id = await aUser(app, 'ben')
  const { status, body } = await app.api('POST', `/users/${id}/generated-password`)
  expect(status).toBe(201)
  expect(body.password).toMatch(/^([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}$/)
  expect(
    await checkPassword(app.platform, { userName: 'ben', password: body.password, address }),
  ).toMatchObject({ ok: true })
  const { rows } = await sql<{ hash: string }>`select hash from user_password`.execute(app.platform.db)
  expect(rows).toEqual([{ hash: expect.stringMatching(/^\$argon2id\$/) }])
  const audit = JSON.stringify(await app.api('GET', '/audit-events'))
  expect(audit).not.toContain(body.password)
})

test('only who may change users sets passwords, and what is none is refused', async () => {
  const app = await testApp()
  const id = await aUser(app, 'ana')
  const token = await app.tokenFor('Help desk')
  for (const [method, path] of [
    ['PUT', `/users/${id}/password`],
    ['POST', `/users/${id}/generated-password`],
  ] as const)
    expect(await app.api(method, path, { password: 'long enough' }, { token })).toMatchObject({
      status: 403,
      body: { permission: 'user:write' },
    })
  for (const password of ['short', 'x'.repeat(201), 'line\nend here', 7])
    expect(await app.api('PUT', `/users/${id}/password`, { password })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/password' }] },
    })
  expect((await app.api('PUT', '/users/name:nobody/password', { password: 'long enough' })).body.code).toBe(
    'user.not-found',
  )
  const stale = { headers: { 'if-match': '"old"' } }
  expect((await app.api('PUT', `/users/${id}/password`, { password: 'long enough' }, stale)).body.code).toBe(
    'resource.changed',
  )
})

test('wrong tries at a name are delayed more and more, and a right password in between is not tried', async () => {
  const app = await testApp()
  await aUser(app, 'ana', 'correct horse')
  const sign = (password: string, from = address) =>
    checkPassword(app.platform, { userName: 'Ana', password, address: from })

  const delays: unknown[] = []
  for (let i = 0; i < 8; i++) {
    expect(await sign('wrong guess')).toEqual({ ok: false, reason: 'wrong' })
    delays.push(await delayOf(app, 'sign-on:name:ana'))
    await sql`update credential_attempt set retry_at = now()`.execute(app.platform.db)
  }
  expect(delays).toEqual([null, null, null, null, 1, 2, 4, 8])

  await sql`update credential_attempt set retry_at = now() + interval '1 minute'`.execute(app.platform.db)
  const refused = await sign('correct horse', '10.9.9.9')
  expect(refused).toEqual({ ok: false, reason: 'wait', waitSeconds: expect.any(Number) })
  expect('waitSeconds' in refused && refused.waitSeconds).toBeLessThanOrEqual(60)
  await sql`update credential_attempt set retry_at = now()`.execute(app.platform.db)
  expect(await sign('correct horse')).toMatchObject({ ok: true })
  expect(await delayOf(app, 'sign-on:name:ana')).toBe(undefined)
})

const delayOf = async (app: TestApp, subject: string): Promise<number | null | undefined> => {
  const { rows } = await sql<{ delay: number | null }>`
    select round(extract(epoch from retry_at - last_at))::int as delay
    from credential_attempt where subject = ${subject}`.execute(app.platform.db)
  return rows[0]?.delay
}

test('an admin who sets a new password ends the waiting', async () => {
  const app = await testApp()
  const id = await aUser(app, 'ana', 'correct horse')
  const sign = (password: string) => checkPassword(app.platform, { userName: 'ana', password, address })
  await sign('wrong guess')
  await sql`update credential_attempt set retry_at = now() + interval '1 hour' where subject like '%:name:%'`.execute(
    app.platform.db,
  )
  expect(await sign('correct horse')).toMatchObject({ reason: 'wait' })
  await app.api('PUT', `/users/${id}/password`, { password: 'battery staple' })
  expect(await sign('battery staple')).toMatchObject({ ok: true })
})

test('a class behind one address signs on at once; who guesses through all names from there waits', async () => {
  const app = await testApp()
  for (let i = 0; i < 12; i++) await aUser(app, `pupil${i}`, 'correct horse')
  const signs = Array.from({ length: 12 }, (_, i) =>
    checkPassword(app.platform, { userName: `pupil${i}`, password: 'correct horse', address }),
  )
  for (const result of await Promise.all(signs)) expect(result).toMatchObject({ ok: true })

  await sql`update credential_attempt set failures = 40 where subject = ${`sign-on:address:${address}`}`.execute(
    app.platform.db,
  )
  const guess = (userName: string) =>
    checkPassword(app.platform, { userName, password: 'wrong guess', address })
  expect(await guess('one')).toEqual({ ok: false, reason: 'wrong' })
  expect(await guess('another')).toMatchObject({ ok: false, reason: 'wait' })
})

test('the plain name is proposed where the tenant’s domain is typed, and that costs no try (W18)', async () => {
  const app = await testApp()
  await aUser(app, 'ana', 'correct horse')
  const sign = (userName: string) =>
    checkPassword(app.platform, { userName, password: 'correct horse', address })
  expect(await sign('ana@school.example')).toEqual({ ok: false, reason: 'wrong' })
  await app.api('PUT', '/settings/enrollment', { tenantDomain: 'School.example' })
  for (let i = 0; i < 6; i++)
    expect(await sign('ana@school.EXAMPLE')).toEqual({
      ok: false,
      reason: 'qualified-name',
      suggestion: 'ana',
    })
  expect(await sign('ana')).toMatchObject({ ok: true })
})

test('letter case of a name does not matter unless it tells two users apart', async () => {
  const app = await testApp()
  const ana = await aUser(app, 'ana', 'correct horse')
  const sign = (userName: string) =>
    checkPassword(app.platform, { userName, password: 'correct horse', address })
  expect(await sign('ANA')).toEqual({ ok: true, user: { id: ana, userName: 'ana' } })
  const other = await aUser(app, 'Ana', 'correct horse')
  expect(await sign('ANA')).toEqual({ ok: false, reason: 'wrong' })
  expect(await sign('Ana')).toEqual({ ok: true, user: { id: other, userName: 'Ana' } })
  expect(await sign('ana')).toEqual({ ok: true, user: { id: ana, userName: 'ana' } })
})

test('whatever is typed is answered', async () => {
  const app = await testApp()
  await aUser(app, 'ana', 'correct horse')
  for (const userName of ['', ' ', '\0', 'a\nb', 'x'.repeat(5000), '%', '_na', '\ud800', "' or 1=1 --"])
    expect(await checkPassword(app.platform, { userName, password: 'correct horse', address })).toEqual({
      ok: false,
      reason: 'wrong',
    })
  for (const password of ['', '\0', 'x'.repeat(5000), '\ud800'])
    expect(await checkPassword(app.platform, { userName: 'ana', password, address })).toEqual({
      ok: false,
      reason: 'wrong',
    })
})

test('passwords are what is offered unless an admin says otherwise', async () => {
  const app = await testApp()
  expect(await signOnMethods(app.platform)).toEqual({ password: true, oidc: null })
})
