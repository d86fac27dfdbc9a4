import { expect, test } from 'vitest'
import { permissions } from '../src/contract/permissions.ts'
import { actorWith, bareServer } from './support/bare-server.ts'
import { testApp, type TestApp } from './support/test-app.ts'
import { testDatabase } from './support/test-database.ts'

/** What is reachable without a session: programs, devices, pages. Each kind guards itself. */
const outsideApi =
  /^\/(healthz|readyz|metrics|\*|index\.html|assets\/.*|[\w.-]+\.(svg|js|png|ico|txt)|apple\/.*|android\/.*|rest\/.*|sign-on\/oidc|e\/.*|)$/
const isDocumentation = (url: string) => /^\/api\/docs(\/|$)/.test(url)

const fill = (url: string) => url.replace(/:\w+/g, '00000000-0000-7000-8000-000000000000').replace('*', 'x')

const call = ({ server }: TestApp, { method, url }: { method: string; url: string }, token?: string) =>
  server.inject({
    method: method as 'GET',
    url: fill(url),
    ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
    ...(method === 'GET' || method === 'HEAD' ? {} : { payload: {} }),
  })

test('every route under /api says who may call it, and the answer to others is 401 or 403', async () => {
  const app = await testApp()
  await app.api('POST', '/roles', { name: 'Nothing', permissions: [] })
  const nothing = await app.tokenFor('Nothing')
  const routes = app.server.routeList.filter(({ url }) => url.startsWith('/api/') && !isDocumentation(url))
  expect(routes.length).toBeGreaterThan(40)

  for (const route of routes.filter(({ access }) => access !== 'public')) {
    const name = `${route.method} ${route.url}`
    expect.soft((await call(app, route)).statusCode, name).toBe(401)
    if (route.access === 'signed-in') continue
    const forbidden = await call(app, route, nothing)
    expect.soft(forbidden.statusCode, name).toBe(403)
    if (route.method !== 'HEAD')
      expect
        .soft(forbidden.json(), name)
        .toMatchObject({ code: 'permission.denied', permission: route.access })
  }
})

test('few routes are public, and nothing else lives outside of /api than is known here', async () => {
  const { server } = await testApp()
  const open = server.routeList.filter(({ access, method }) => access === 'public' && method !== 'HEAD')
  expect(open.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
    'GET /api/openapi.json',
    'GET /api/v1/first-run',
    'POST /api/v1/first-run',
    'POST /api/v1/session',
  ])
  const outside = server.routeList.map(({ url }) => url).filter((url) => !url.startsWith('/api/'))
  expect(outside.filter((url) => !outsideApi.test(url))).toEqual([])
})

test('every permission is asked for by some route, or says what an answer shows or a request may hold', async () => {
  const { server } = await testApp()
  const asked = new Set(server.routeList.map(({ access }) => access))
  const within = ['device.code:read', 'device.erase:write']
  expect(permissions.filter((permission) => !asked.has(permission) && !within.includes(permission))).toEqual(
    [],
  )
})

test('a route under /api that does not say who may call it keeps the server from starting', async () => {
  const { db } = await testDatabase()
  const server = await bareServer({ db })
  expect(() => server.get('/api/v1/secrets', async () => 'all')).toThrow('does not declare its access')
})

test('changes from another site are refused, whatever the browser calls it; programs and the own console are not', async () => {
  const { db } = await testDatabase()
  const server = await bareServer({
    db,
    publicUrl: () => 'https://muster.example',
    identify: async () => actorWith(),
  })
  server.post('/api/v1/change', { config: { access: 'signed-in' } }, async () => ({ done: true }))
  const post = async (headers: Record<string, string>) =>
    (
      await server.inject({
        method: 'POST',
        url: '/api/v1/change',
        headers: { host: 'here:8080', ...headers },
      })
    ).statusCode

  for (const origin of [
    'https://evil.example',
    'null',
    'https://muster.example.evil.example',
    'http://muster.example',
    'https://here:8080',
    'http://here',
  ])
    expect([origin, await post({ origin })]).toEqual([origin, 403])
  expect(await post({ origin: 'https://muster.example' })).toBe(200)
  expect(await post({ origin: 'http://here:8080' })).toBe(200)
  expect(await post({})).toBe(200)
  expect(await post({ origin: 'https://evil.example', authorization: 'Bearer mst_x' })).toBe(200)
})
