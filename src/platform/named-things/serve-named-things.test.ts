import { expect, test } from 'vitest'
import { testApp } from '../../../test/support/test-app.ts'

/** Each kind, and how one of its things gets used. */
const kinds = [
  ['organizations', 'organization', '/users', { userName: 'ana', organizations: ['One'] }],
  ['tags', 'tag', '/devices', { identifier: 'a', platform: 'ios', tags: ['One'] }],
  ['groups', 'group', '/devices', { identifier: 'a', platform: 'ios', groups: ['One'] }],
  ['templates', 'template', '/devices', { identifier: 'a', platform: 'ios', template: 'One' }],
] as const

test.each(kinds)('%s are added, read, changed and deleted', async (path, kind) => {
  const app = await testApp()
  const added = await app.api('POST', `/${path}`, { name: ' One ', description: 'first' })
  expect(added).toMatchObject({ status: 201, body: { name: 'One', description: 'first', uses: 0 } })
  const { id } = added.body
  for (const key of [id, 'name:One'])
    expect((await app.api('GET', `/${path}/${key}`)).body).toEqual(added.body)

  const changed = await app.api('PATCH', `/${path}/name:One`, { name: 'Two', description: null })
  expect(changed).toMatchObject({ status: 200, body: { id, name: 'Two', description: null } })
  expect((await app.api('PATCH', `/${path}/${id}`, {})).body).toEqual(changed.body)
  expect((await app.api('DELETE', `/${path}/${id}`)).status).toBe(204)
  expect((await app.api('GET', `/${path}`)).body).toEqual({ items: [], nextCursor: null, total: 0 })

  // A template is more than its name.
  const kit = kind === 'template' ? { tags: [], groups: [], policies: [], deviceName: null } : {}
  const records = await app.platform.db
    .selectFrom('audit_event')
    .select(['action', 'before', 'after'])
    .orderBy('seq')
    .execute()
  expect(records).toEqual([
    { action: `${kind}.created`, before: null, after: { ...kit, name: 'One', description: 'first' } },
    {
      action: `${kind}.changed`,
      before: { ...kit, name: 'One', description: 'first' },
      after: { ...kit, name: 'Two', description: null },
    },
    { action: `${kind}.deleted`, before: { ...kit, name: 'Two', description: null }, after: null },
  ])
})

test.each(kinds)('%s that are used stay', async (path, kind, userPath, user) => {
  const app = await testApp()
  await app.api('POST', `/${path}`, { name: 'One' })
  expect((await app.api('POST', userPath, user)).status).toBe(201)
  expect((await app.api('GET', `/${path}/name:One`)).body.uses).toBe(1)
  expect(await app.api('DELETE', `/${path}/name:One`)).toMatchObject({
    status: 409,
    body: { code: `${kind}.in-use`, name: 'One', uses: 1 },
  })
})

test.each(kinds)('%s have names of their own, and stale changes are refused', async (path, kind) => {
  const app = await testApp()
  await app.api('POST', `/${path}`, { name: 'One' })
  await app.api('POST', `/${path}`, { name: 'Two' })
  const exists = { status: 409, body: { code: `${kind}.already-exists`, name: 'One' } }
  expect(await app.api('POST', `/${path}`, { name: 'One' })).toMatchObject(exists)
  expect(await app.api('PATCH', `/${path}/name:Two`, { name: 'One' })).toMatchObject(exists)

  for (const key of ['x', 'name:x', crypto.randomUUID()])
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await app.api(method, `/${path}/${key}`, method === 'PATCH' ? {} : undefined)
      expect(answer).toMatchObject({ status: 404, body: { code: `${kind}.not-found` } })
    }
  const stale = { headers: { 'if-match': '"old"' } }
  expect((await app.api('PATCH', `/${path}/name:One`, { name: 'x' }, stale)).body.code).toBe(
    'resource.changed',
  )
  expect((await app.api('DELETE', `/${path}/name:One`, undefined, stale)).body.code).toBe('resource.changed')
})

test('lists page by name and are searched', async () => {
  const app = await testApp()
  for (const name of ['c', 'B', 'a', 'ab', '%']) await app.api('POST', '/tags', { name })
  const seen: string[] = []
  let cursor = ''
  do {
    const { body } = await app.api('GET', `/tags?limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.items.map(({ name }: { name: string }) => name))
    expect(body.total).toBe(5)
    cursor = body.nextCursor ?? ''
  } while (cursor)
  expect(seen).toEqual(['%', 'B', 'a', 'ab', 'c'])
  const found = (await app.api('GET', '/tags?q=A')).body
  expect(found).toMatchObject({ items: [{ name: 'a' }, { name: 'ab' }], total: 2 })
  expect((await app.api('GET', `/tags?q=${encodeURIComponent('%')}`)).body.total).toBe(1)
})

test.each(kinds)(
  'one of the %s is either used or deleted, also when both are asked for at once',
  async (path, kind, userPath, user) => {
    const app = await testApp()
    for (let round = 0; round < 5; round += 1) {
      await app.api('POST', `/${path}`, { name: 'One' })
      const [used, deleted] = await Promise.all([
        app.api('POST', userPath, user),
        app.api('DELETE', `/${path}/name:One`),
      ])
      const outcome = [used, deleted].map(({ status, body }) => (status < 400 ? status : body.code))
      expect([
        [201, `${kind}.in-use`],
        [`${kind}.not-found`, 204],
      ]).toContainEqual(outcome)
      if (used.status === 201) await app.api('DELETE', `${userPath}/${used.body.id}`)
    }
  },
)
