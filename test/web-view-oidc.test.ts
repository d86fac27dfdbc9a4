import { expect, test } from 'vitest'
import { oidcRedirectPath } from '../src/sign-on/sign-on.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import { openIdProvider, signInAtProvider } from './support/oidc-provider.ts'
import { answer, isProfile, open, type Shown } from './support/web-view.ts'

const serial = 'C02TEST00001'

async function setUp(more: object = {}) {
  const world = await appleWorld()
  const redirectUri = `${world.url}${oidcRedirectPath}`
  const provider = await openIdProvider({ redirectUri })
  const { status } = await world.api('PUT', '/settings/authentication', {
    oidc: { enabled: true, label: 'School <account>', ...provider },
  })
  expect(status).toBe(200)
  await world.api('POST', '/users', { userName: 'ana' })
  const { id } = await world.record(serial, { authentication: 'login', ...more })
  return { world, id, issuer: provider.issuer }
}

/** The link of the login page, and where it leads. */
async function leave(world: AppleWorld, { document }: Shown): Promise<string> {
  const href = /<a class="act" href="([^"]*)"/.exec(document)?.[1] ?? ''
  expect(document).toContain('Sign in with School &lt;account&gt;')
  const response = await world.send('GET', href.replaceAll('&amp;', '&'))
  expect(response.status).toBe(302)
  return response.headers.get('location') ?? ''
}

const walk = async (world: AppleWorld, shown: Shown, login: string) =>
  signInAtProvider(await leave(world, shown), login, `${world.url}${oidcRedirectPath}`)

const comeBack = async (world: AppleWorld, url: URL): Promise<Response> =>
  world.send('GET', `${url.pathname}${url.search}`)

const reasons = async (world: AppleWorld) =>
  (await world.api('GET', '/arrivals?limit=100')).body.items
    .map(({ reason }: { reason: string }) => reason)
    .reverse()

test('a person signs in at a real provider, and the device gets its profile for them', async () => {
  const { world, issuer } = await setUp()
  const shown = await open(world, world.device(serial))
  const location = await leave(world, shown)
  expect(new URL(location).origin).toBe(issuer)
  expect(new URL(location).searchParams.get('code_challenge_method')).toBe('S256')
  const back = await signInAtProvider(location, 'ana', `${world.url}${oidcRedirectPath}`)
  const response = await comeBack(world, back)
  expect(response.headers.get('content-type')).toBe('application/x-apple-aspen-config')
  expect((await world.api('GET', '/arrivals?outcome=admit')).body.items).toMatchObject([{ userName: 'ana' }])

  // The same answer of the provider brings nothing more, and neither does the page.
  const again = await comeBack(world, back)
  expect(again.status).toBe(403)
  const used = await answer(world, shown, { userName: 'ana', password: 'x' })
  expect(used.page.title).toBe('This page was used already')
  expect(await reasons(world)).toEqual(['login-needed', 'admitted', 'page-used'])
})

test('what is still to be asked comes after the provider', async () => {
  const { world } = await setUp({ ownership: 'selectuser' })
  const shown = await open(world, world.device(serial))
  const response = await comeBack(world, await walk(world, shown, 'ana'))
  const document = await response.text()
  expect(document).toContain('Whose device is this?')
  const state = /name="state"\s+value="([^"]*)"/.exec(document)?.[1] ?? ''
  expect(isProfile(await answer(world, { state }, { ownership: 'corporate' }))).toBe(true)
})

test('somebody whom the provider knows and this server does not is told so, and may try again', async () => {
  const { world } = await setUp()
  const shown = await open(world, world.device(serial))
  const response = await comeBack(world, await walk(world, shown, 'stranger'))
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('not on the list of people')
  expect(await reasons(world)).toEqual(['login-needed', 'unknown-user'])
})

test('a stranger’s state, one that was made up, and an error of the provider lead to no profile', async () => {
  const { world } = await setUp()
  const shown = await open(world, world.device(serial))
  const back = await walk(world, shown, 'ana')
  const changed = new URL(back)
  changed.searchParams.set('state', shown.state)
  expect((await comeBack(world, changed)).status).toBe(403)
  const { searchParams } = back
  const denied = new URL(`${world.url}${oidcRedirectPath}`)
  denied.search = new URLSearchParams({
    state: searchParams.get('state') ?? '',
    error: 'access_denied',
  }).toString()
  const response = await comeBack(world, denied)
  expect(await response.text()).toContain('The sign-in was not completed')
  expect(await reasons(world)).toEqual(['login-needed', 'sign-on-failed'])
})

test('a provider that does not answer is told on the page, and leads nowhere', async () => {
  const { world } = await setUp()
  const shown = await open(world, world.device(serial))
  await world.api('PUT', '/settings/authentication', {
    oidc: { enabled: true, label: 'x', issuer: 'http://127.0.0.1:9', clientId: 'a', clientSecret: 'b' },
  })
  const response = await world.send('GET', `/apple/enroll/sign-on?state=${shown.state}`)
  expect(response.status).toBe(200)
  expect(response.headers.get('location')).toBeNull()
  expect(await response.text()).toContain('does not answer')
})
