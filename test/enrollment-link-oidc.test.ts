import { expect, test } from 'vitest'
import { oidcRedirectPath } from '../src/sign-on/sign-on.ts'
import { appleWorld } from './support/apple-world.ts'
import { openIdProvider, signInAtProvider } from './support/oidc-provider.ts'

const iPhone = { 'user-agent': 'iPhone' }

async function invited() {
  const world = await appleWorld()
  const redirectUri = `${world.url}${oidcRedirectPath}`
  const { issuer, clientId, clientSecret } = await openIdProvider({ redirectUri })
  await world.api('PUT', '/settings/authentication', {
    oidc: { enabled: true, issuer, clientId, clientSecret, label: 'School account' },
  })
  for (const userName of ['ana', 'ben']) await world.api('POST', '/users', { userName })
  const { id } = await world.record('', {
    serial: null,
    depMethod: null,
    authentication: 'login',
    userName: 'ana',
  })
  const { body } = await world.api('POST', '/enrollment-requests', { deviceIds: [id], channel: 'qr' })
  const { pathname } = new URL(body.items[0].link as string)
  const leave = async () => {
    const page = await (await world.send('GET', pathname, undefined, iPhone)).text()
    const href = /href="([^"]*\/sign-on\?state=[^"]*)"/.exec(page)?.[1] ?? ''
    return href.replaceAll('&amp;', '&')
  }
  const comeBack = async (login: string) => {
    const away = await world.send('GET', await leave(), undefined, iPhone)
    expect(away.status).toBe(302)
    const location = away.headers.get('location') ?? ''
    expect(location.startsWith(issuer)).toBe(true)
    const callback = await signInAtProvider(location, login, redirectUri)
    return world.send('GET', `${callback.pathname}${callback.search}`, undefined, iPhone)
  }
  return { world, id, pathname, leave, comeBack }
}

test('the user of a device signs on at a provider and goes on behind the link', async () => {
  const { world, id, comeBack } = await invited()
  const stranger = await comeBack('ben')
  expect(stranger.status).toBe(403)
  expect(await stranger.text()).toContain('meant for somebody else')
  const back = await comeBack('ana')
  expect(back.status).toBe(200)
  const page = await back.text()
  expect(page).toContain('Install the profile')
  const href = (/href="([^"]*\/profile\?[^"]*)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&')
  const profile = await world.send('GET', href)
  expect(profile.headers.get('content-type')).toBe('application/x-apple-aspen-config')
  const { body } = await world.api('GET', `/arrivals?device=${id}`)
  expect(body.items.map(({ reason }: { reason: string }) => reason)).toEqual(['admitted', 'wrong-user'])
})

test('nobody is sent to a provider with a state that is not of this link', async () => {
  const { world, pathname, leave } = await invited()
  const state = new URL(await leave(), world.url).searchParams.get('state') ?? ''
  for (const path of [
    `${pathname}/sign-on`,
    `${pathname}/sign-on?state=https://evil.example`,
    `${pathname}/sign-on?state=${state.slice(0, -4)}AAAA`,
    `/e/${'A'.repeat(32)}/sign-on?state=${state}`,
  ]) {
    const response = await world.send('GET', path)
    expect([404, 410]).toContain(response.status)
    expect(response.headers.get('location')).toBeNull()
  }
})
