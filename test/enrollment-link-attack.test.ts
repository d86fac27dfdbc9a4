import { expect, test } from 'vitest'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'

const requests = '/enrollment-requests'

async function invited(world: AppleWorld, fields: Record<string, unknown> = {}) {
  const made = await world.record('', { serial: null, depMethod: null, code: '48151623', ...fields })
  const { body } = await world.api('POST', requests, { deviceIds: [made.id], channel: 'qr' })
  const [request] = body.items
  const link = request.link as string
  return { ...made, requestId: request.id as string, link, pathname: new URL(link).pathname }
}

const iPhone = { 'user-agent': 'iPhone' }
const formType = { ...iPhone, 'content-type': 'application/x-www-form-urlencoded' }
const stateIn = (page: string) => /name="state" value="([^"]*)"/.exec(page)?.[1] ?? ''
const pageOf = async (world: AppleWorld, path: string, headers: Record<string, string> = iPhone) =>
  (await world.send('GET', path, undefined, headers)).text()
const post = (world: AppleWorld, path: string, fields: Record<string, string>) =>
  world.send('POST', path, new URLSearchParams(fields).toString(), formType)

/** The address of the download, for somebody who knows the code. */
async function provedHref(
  world: AppleWorld,
  { pathname, identifier }: { pathname: string; identifier: string },
) {
  const state = stateIn(await pageOf(world, pathname))
  const page = await (await post(world, pathname, { state, key: identifier, code: '48151623' })).text()
  return (/href="([^"]*\/profile\?state=[^"]*)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&')
}

test('who guesses at tokens is made to wait, and links that are right go on to work for the same address', async () => {
  const world = await appleWorld()
  const { pathname } = await invited(world)
  const statuses: number[] = []
  for (let n = 0; n < 24; n++) {
    const guess = `/e/${String(n).padStart(32, 'A')}`
    statuses.push((await world.send('GET', guess)).status)
  }
  expect(statuses[0]).toBe(404)
  expect(statuses.at(-1)).toBe(429)
  expect((await world.send('GET', pathname, undefined, iPhone)).status).toBe(200)
  for (const odd of ['/e/..%2f..%2fapi', '/e/%00', `/e/${'x'.repeat(499)}`, '/e/%ff'])
    expect([400, 404, 429]).toContain((await world.send('GET', odd)).status)
})

test('links are made from the public address, whatever host a request names, and pages lead nowhere else', async () => {
  const world = await appleWorld()
  const { link, pathname } = await invited(world)
  expect(link.startsWith(`${world.url}/e/`)).toBe(true)
  const headers = { 'x-forwarded-host': 'evil.example', 'user-agent': 'Windows' }
  const response = await world.send(
    'GET',
    `${pathname}?next=https://evil.example&state=x`,
    undefined,
    headers,
  )
  const page = await response.text()
  expect(page).not.toContain('evil.example')
  const targets = [...page.matchAll(/(?:href|action|src)="([^"]*)"/g)].map(([, target]) => target)
  expect(targets).toEqual([pathname])
  expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test('no name makes markup on a page', async () => {
  const world = await appleWorld()
  const evil = '"><script>alert(1)</script>'
  await world.api('PUT', '/settings/enrollment', {
    organizationName: evil,
    preEnrolledDevicesOnly: false,
    supportContact: evil,
  })
  await world.api('POST', '/users', { userName: 'ana', name: evil })
  const { pathname } = await invited(world, { displayName: evil, userName: 'ana' })
  const { pathname: dep } = await invited(world, {
    displayName: evil,
    serial: 'F2LEVIL00001',
    depMethod: 'Serial',
  })
  for (const path of [pathname, dep])
    for (const agent of ['iPhone', 'Windows']) {
      const page = await pageOf(world, path, { 'user-agent': agent })
      expect(page).not.toContain('<script')
      expect(page).toContain('&lt;script&gt;')
    }
  const state = stateIn(await pageOf(world, pathname))
  const echoed = await (await post(world, pathname, { state, key: evil, code: evil })).text()
  expect(echoed).not.toContain('<script')
})

test('the profile is for whoever proved everything, through this very link, while it is good', async () => {
  const world = await appleWorld()
  const one = await invited(world)
  const other = await invited(world)
  const href = await provedHref(world, one)
  expect((await world.send('GET', href)).status).toBe(200)

  const state = new URL(href, world.url).searchParams.get('state') ?? ''
  const altered = `${state.slice(0, -4)}AAAA`
  for (const [path, wrong] of [
    [one.pathname, ''],
    [one.pathname, altered],
    [other.pathname, state],
    [`/e/${'A'.repeat(32)}`, state],
  ] as const) {
    const response = await world.send('GET', `${path}/profile?state=${wrong}`)
    expect([404, 410]).toContain(response.status)
    expect(response.headers.get('content-type')).toContain('text/html')
  }
  // A state of a form is none of a download.
  const formState = stateIn(await pageOf(world, one.pathname))
  expect((await world.send('GET', `${one.pathname}/profile?state=${formState}`)).status).toBe(410)
})

test('a state of another link, an old or an altered one begins nothing', async () => {
  let now = new Date()
  const world = await appleWorld({ clock: () => now })
  const one = await invited(world)
  const other = await invited(world)
  const state = stateIn(await pageOf(world, one.pathname))
  const answer = async (path: string, given: string) =>
    (await post(world, path, { state: given, key: one.identifier, code: '48151623' })).status
  expect(await answer(other.pathname, state)).toBe(410)
  expect(await answer(one.pathname, `${state.slice(0, -2)}AA`)).toBe(410)
  expect(await answer(one.pathname, '')).toBe(410)
  now = new Date(now.getTime() + 16 * 60_000)
  expect(await answer(one.pathname, state)).toBe(410)
  expect((await world.api('GET', `/arrivals?device=${one.id}`)).body.items).toEqual([])
})

test('a revoked link is good for nothing from that moment: no page, no download, no certificate', async () => {
  const world = await appleWorld()
  const device = await invited(world)
  const href = await provedHref(world, device)
  expect((await world.send('GET', href)).status).toBe(200)
  await world.api('POST', `${requests}/${device.requestId}/revoke`)
  expect((await world.send('GET', href)).status).toBe(410)
  expect((await world.send('GET', device.pathname)).status).toBe(410)
  const { rows } = await world.platform.pool.query('select from scep_challenge')
  expect(rows).toHaveLength(0)
})

test('withdrawing the device closes its link, and one that is deleted takes its link along', async () => {
  const world = await appleWorld()
  const withdrawn = await invited(world)
  const href = await provedHref(world, withdrawn)
  await world.api('POST', `/devices/${withdrawn.id}/withdraw`)
  expect((await world.send('GET', href)).status).toBe(403)
  expect((await world.send('GET', withdrawn.pathname, undefined, iPhone)).status).toBe(403)
  const deleted = await invited(world)
  await world.api('DELETE', `/devices/${deleted.id}`)
  expect((await world.send('GET', deleted.pathname)).status).toBe(404)
})

test('bodies that are no forms, and too large ones, are refused in words', async () => {
  const world = await appleWorld()
  const { pathname } = await invited(world)
  const large = await world.send('POST', pathname, 'x'.repeat(64 * 1024), formType)
  expect(large.status).toBe(400)
  expect(await large.text()).toContain('<h1>')
  const json = await world.send('POST', pathname, '{"state":1}', {
    ...iPhone,
    'content-type': 'application/json',
  })
  expect(json.status).toBe(410)
  expect((await world.send('PUT', pathname, 'x')).status).toBe(404)
})

test('two devices that install the profile of one link do not both enroll as the record', async () => {
  const world = await appleWorld()
  const { link, id } = await invited(world)
  const results = await Promise.all(
    ['F2LTWIN00001', 'F2LTWIN00002'].map((serial) =>
      world.device(serial).enrollByLink({ link, code: '48151623' }),
    ),
  )
  expect(results.filter(({ outcome }) => outcome === 'enrolled').length).toBeGreaterThan(0)
  const { rows } = await world.platform.pool.query<{ active: number }>(
    `select count(*) as active from enrollment where device_id = $1 and state = 'active'`,
    [id],
  )
  expect(rows[0]!.active).toBe(1)
})
