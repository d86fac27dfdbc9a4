import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { testApp, type TestApp } from '../../test/support/test-app.ts'
import { testDatabase } from '../../test/support/test-database.ts'
import { UserQuery, userSorts } from '../contract/user.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { listUsers } from './user-list.ts'

async function aUser(app: TestApp, fields: Record<string, unknown> = {}) {
  const { status, body } = await app.api('POST', '/users', { userName: 'ana', ...fields })
  expect({ status, body }).toMatchObject({ status: 201, body: { id: expect.any(String) } })
  return body
}

const organization = (app: TestApp, name: string) => app.api('POST', '/organizations', { name })

test('adds a user and finds them by id and by name', async () => {
  const app = await testApp()
  await organization(app, 'Class 3b')
  const fields = {
    name: 'Ana M',
    email: 'ana@example.com',
    mobile: '+49 (170) 123-45.67',
    description: 'pupil',
    organizations: ['Class 3b'],
  }
  const user = await aUser(app, { userName: 'ana@school/3b', ...fields })

  expect(user).toMatchObject({ userName: 'ana@school/3b', ...fields, deviceCount: 0 })
  for (const key of [user.id, encodeURIComponent('name:ana@school/3b')])
    expect((await app.api('GET', `/users/${key}`)).body).toEqual(user)
  await app.api('POST', '/devices', { identifier: 'a', platform: 'ios', userName: 'ana@school/3b' })
  expect((await app.api('GET', `/users/${user.id}`)).body.deviceCount).toBe(1)
})

test('refuses what is not a user, a taken name and an unknown organization', async () => {
  const app = await testApp()
  await aUser(app)
  const add = (fields: object) => app.api('POST', '/users', { userName: 'ben', ...fields })

  expect(await add({ userName: ' ' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/userName' }] },
  })
  expect(await add({ email: 'no' })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/email' }] } })
  for (const mobile of ['call me', '()', '1'.repeat(31)])
    expect(await add({ mobile })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/mobile' }] } })
  expect(await add({ userName: 'ana' })).toMatchObject({ status: 409, body: { code: 'user.already-exists' } })
  expect(await add({ organizations: ['x'] })).toMatchObject({
    status: 404,
    body: { code: 'organization.not-found', names: ['x'] },
  })
  for (const key of ['x', 'name:x', uuidv7()])
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await app.api(method, `/users/${key}`, method === 'PATCH' ? {} : undefined)
      expect(answer).toMatchObject({ status: 404, body: { code: 'user.not-found' } })
    }
  expect((await app.api('GET', '/users')).body.total).toBe(1)
})

test('changes what is given and writes it down', async () => {
  const app = await testApp()
  await organization(app, '3b')
  await organization(app, '4b')
  const user = await aUser(app, {
    name: 'Ana',
    email: 'ana@example.com',
    mobile: '0170 1',
    organizations: ['3b'],
  })
  const patch = { email: null, mobile: '0170 2', organizations: ['4b'] }
  await app.api('PATCH', '/users/name:ana', patch)
  const { body, headers } = await app.api('PATCH', '/users/name:ana', patch)

  expect(body).toEqual({ ...user, ...patch, updatedAt: expect.any(String) })
  const records = await app.platform.db
    .selectFrom('audit_event')
    .selectAll()
    .where('target_id', '=', user.id)
    .orderBy('seq')
    .execute()
  expect(records).toMatchObject([
    { action: 'user.created' },
    {
      action: 'user.changed',
      before: { email: 'ana@example.com', mobile: '0170 1', organizations: ['3b'] },
      after: { email: null, mobile: '0170 2', organizations: ['4b'] },
    },
  ])
  const stale = { headers: { 'if-match': '"old"' } }
  expect((await app.api('PATCH', '/users/name:ana', { name: 'x' }, stale)).body.code).toBe('resource.changed')
  const fresh = { headers: { 'if-match': headers.get('etag') ?? '' } }
  expect((await app.api('PATCH', '/users/name:ana', { name: 'x' }, fresh)).body.name).toBe('x')
})

test('a user who has devices stays', async () => {
  const app = await testApp()
  const user = await aUser(app)
  await app.api('POST', '/devices', { identifier: 'a', platform: 'ios', userName: 'ana' })
  expect(await app.api('DELETE', `/users/${user.id}`)).toMatchObject({
    status: 409,
    body: { code: 'user.in-use', userName: 'ana', deviceCount: 1 },
  })
  await app.api('PATCH', '/devices/identifier:a', { userName: null })
  expect((await app.api('DELETE', `/users/${user.id}`)).status).toBe(204)
  expect((await app.api('GET', '/users')).body).toEqual({ items: [], nextCursor: null, total: 0 })
})

test('searches user name, name and e-mail address, and filters by organization', async () => {
  const app = await testApp()
  await organization(app, '3b')
  await aUser(app, { userName: 'ana', name: 'Ana Müller', organizations: ['3b'] })
  await aUser(app, { userName: 'ben', email: 'ben_m@example.com' })
  const found = async (query: string) =>
    (await app.api('GET', `/users?${query}`)).body.items.map(({ userName }: { userName: string }) => userName)

  expect(await found('q=MÜLL')).toEqual(['ana'])
  expect(await found('q=n_m')).toEqual(['ben'])
  expect(await found('q=an')).toEqual(['ana'])
  expect(await found('organization=3b')).toEqual(['ana'])
  expect(await found('organization=none')).toEqual([])
  expect(await found('sort=-userName')).toEqual(['ben', 'ana'])
  expect((await app.api('GET', '/users?limit=0')).status).toBe(400)
  expect((await app.api('GET', '/users?sort=email')).status).toBe(400)
})

test('no user is lost or doubled while paging', async () => {
  const { db } = await testDatabase()
  const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9._%ä-]{1,4}$/), { maxLength: 20 })
  const queries = fc.record({ sort: fc.constantFrom(...userSorts), limit: fc.integer({ min: 1, max: 5 }) })
  await fc.assert(
    fc.asyncProperty(names, queries, async (userNames, query) => {
      await db.deleteFrom('app_user').execute()
      const rows = userNames.map((user_name) => ({ id: uuidv7(), user_name }))
      if (rows.length > 0) await db.insertInto('app_user').values(rows).execute()
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await listUsers(db, UserQuery.parse({ ...query, ...(cursor ? { cursor } : {}) }))
        seen.push(...page.items.map(({ userName }) => userName))
        cursor = page.nextCursor
      } while (cursor)
      expect(seen.toSorted()).toEqual(userNames.toSorted())
    }),
    { numRuns: 40 },
  )
})
