import { expect, test } from 'vitest'
import { testApp } from './support/test-app.ts'

const dayMs = 24 * 60 * 60 * 1000
const daysUntil = (time: string) => (Date.parse(time) - Date.now()) / dayMs

test('a bulk enrollment is added with a token of seven days, read, changed and deleted', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const added = await app.api('POST', '/bulk-enrollments', { name: ' Grade 5 ', userName: 'ana' })
  expect(added).toMatchObject({
    status: 201,
    body: {
      name: 'Grade 5',
      type: 'Self Maintained',
      withoutToken: false,
      tokenState: 'valid',
      userName: 'ana',
      deviceCount: 0,
      waitingCount: 0,
      listUpdatedAt: null,
    },
  })
  const { id, token, tokenExpiresAt } = added.body
  expect(token).toMatch(/^[\w-]{22}$/)
  expect(daysUntil(tokenExpiresAt)).toBeCloseTo(7, 2)
  expect((await app.api('GET', `/bulk-enrollments/${id}`)).body).toEqual(added.body)

  const patch = { name: 'Grade 6', description: 'tablets', userName: null }
  expect(await app.api('PATCH', `/bulk-enrollments/${id}`, patch)).toMatchObject({ status: 200, body: patch })
  const found = (await app.api('GET', '/bulk-enrollments?q=TABLET')).body
  expect(found).toMatchObject({ items: [{ id, token }], total: 1 })

  expect((await app.api('DELETE', `/bulk-enrollments/${id}`)).status).toBe(204)
  expect(await app.api('GET', `/bulk-enrollments/${id}`)).toMatchObject({
    status: 404,
    body: { code: 'bulk-enrollment.not-found' },
  })
  const { items } = (await app.api('GET', '/audit-events?action=bulk-enrollment.created')).body
  expect(JSON.stringify(items)).not.toContain(token)
})

test('I26: a token can be set to end 7 to 99 days from now; 6 and 100 are refused', async () => {
  const app = await testApp()
  const { id, token } = (await app.api('POST', '/bulk-enrollments', { name: 'a' })).body
  const extend = (days: unknown) => app.api('POST', `/bulk-enrollments/${id}/token/extend`, { days })
  for (const days of [99, 7]) {
    const { status, body } = await extend(days)
    expect(status).toBe(200)
    expect(body.token).toBe(token)
    expect(daysUntil(body.tokenExpiresAt)).toBeCloseTo(days, 2)
  }
  for (const days of [6, 100, 7.5, '7', null])
    expect(await extend(days)).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  for (const expiresInDays of [6, 100])
    expect((await app.api('POST', '/bulk-enrollments', { name: 'b', expiresInDays })).status).toBe(400)
})

test('I23: a refreshed token is another one, for seven days', async () => {
  const app = await testApp()
  const { id, token } = (await app.api('POST', '/bulk-enrollments', { name: 'a', expiresInDays: 99 })).body
  const { body } = await app.api('POST', `/bulk-enrollments/${id}/token/refresh`)
  expect(body.token).not.toBe(token)
  expect(daysUntil(body.tokenExpiresAt)).toBeCloseTo(7, 2)
})

test('I12, I28: without a token there is none to show, refresh or extend', async () => {
  const app = await testApp()
  const { body } = await app.api('POST', '/bulk-enrollments', { name: 'a', withoutToken: true })
  expect(body).toMatchObject({ token: null, tokenExpiresAt: null, tokenState: 'none' })
  for (const [path, sent] of [['refresh'], ['extend', { days: 7 }]] as const)
    expect(await app.api('POST', `/bulk-enrollments/${body.id}/token/${path}`, sent)).toMatchObject({
      status: 409,
      body: { code: 'bulk-enrollment.without-token' },
    })
})

test('names are unique, users must exist, stale changes are refused', async () => {
  const app = await testApp()
  const first = await app.api('POST', '/bulk-enrollments', { name: 'a' })
  const second = await app.api('POST', '/bulk-enrollments', { name: 'b' })
  const taken = { status: 409, body: { code: 'bulk-enrollment.already-exists', name: 'a' } }
  expect(await app.api('POST', '/bulk-enrollments', { name: 'a' })).toMatchObject(taken)
  expect(await app.api('PATCH', `/bulk-enrollments/${second.body.id}`, { name: 'a' })).toMatchObject(taken)
  expect(await app.api('POST', '/bulk-enrollments', { name: 'c', userName: 'nobody' })).toMatchObject({
    status: 404,
    body: { code: 'user.not-found' },
  })
  const stale = { headers: { 'if-match': '"old"' } }
  const { id } = first.body
  expect(await app.api('PATCH', `/bulk-enrollments/${id}`, { name: 'x' }, stale)).toMatchObject({
    status: 412,
    body: { code: 'resource.changed' },
  })
})

test('the token of a list with devices that wait is among what ends', async () => {
  const app = await testApp()
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body
  const kinds = async () =>
    (await app.api('GET', '/expiring')).body.items.map(({ kind }: { kind: string }) => kind)
  expect(await kinds()).not.toContain('bulk-token')
  await app.api('POST', `/bulk-enrollments/${id}/devices`, { imei: '490154203237518' })
  expect((await app.api('GET', '/expiring')).body.items).toContainEqual(
    expect.objectContaining({
      kind: 'bulk-token',
      id,
      name: 'Grade 5',
      state: 'later',
      text: expect.stringMatching(/^1 device waits: /),
    }),
  )
})
