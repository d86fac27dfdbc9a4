import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  createDeviceAuthority,
  issueDeviceIdentity,
  newRsaKey,
} from '../src/simulator/device/device-authority.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import { answer, isProfile, open } from './support/web-view.ts'

const serial = 'C02TEST00001'
const code = '12345678'

const reasons = async (world: AppleWorld) =>
  (await world.api('GET', '/arrivals?limit=100')).body.items
    .map(({ reason }: { reason: string }) => reason)
    .reverse()

async function keyed(options: Parameters<typeof appleWorld>[0] = {}) {
  const world = await appleWorld(options)
  await world.record(serial, { serial: null, depMethod: 'Keycode', code })
  return world
}
const right = { key: 'DEV-1', code }

test('a state that was changed is refused in words, is no arrival, and is in the audit log', async () => {
  const world = await keyed()
  const shown = await open(world, world.device(serial))
  const changed = `${shown.state.slice(0, -4)}AAAA`
  for (const state of [changed, '', 'nonsense', shown.state.slice(10)]) {
    const { response, page } = await answer(world, { state }, right)
    expect(response.status).toBe(400)
    expect(page.title).toBe('This page cannot be read')
    expect(page.form).toBeUndefined()
  }
  expect(await reasons(world)).toEqual(['code-needed'])
  const audit = (await world.api('GET', '/audit-events?action=web-view.state-refused')).body
  expect(audit.items).toMatchObject([{ targetKind: 'web-view', targetId: '127.0.0.1' }])
})

test('a page that was open for too long is refused, and no code is looked at', async () => {
  let now = new Date('2026-03-01T12:00:00Z')
  const world = await keyed({ clock: () => now })
  const shown = await open(world, world.device(serial))
  now = new Date('2026-03-01T12:15:00Z')
  const late = await answer(world, shown, right)
  expect(late.response.status).toBe(403)
  expect(late.page.title).toBe('This page was open for too long')
  expect(await reasons(world)).toEqual(['code-needed', 'page-expired'])
  expect(await world.platform.db.selectFrom('credential_attempt').selectAll().execute()).toEqual([])
})

test('a page of another device is refused', async () => {
  const world = await keyed()
  const shown = await open(world, world.device(serial))
  const header = async (other: string) => ({
    'x-apple-aspen-deviceinfo': (await world.device(other).machineInfo()).toString('base64'),
  })
  const foreign = await answer(world, shown, right, await header('C02OTHER0001'))
  expect(foreign.page.title).toBe('This page was made for another device')
  const broken = await answer(world, shown, right, { 'x-apple-aspen-deviceinfo': 'bm90aGluZw==' })
  expect(broken.page.title).toBe('This page was made for another device')
  expect(await reasons(world)).toEqual(['code-needed', 'page-foreign', 'page-foreign'])
  // The right device may send its header again.
  expect(isProfile(await answer(world, shown, right, await header(serial)))).toBe(true)
})

test('a page is worth nothing once the device has its profile, even for two requests at once', async () => {
  const world = await keyed()
  const shown = await open(world, world.device(serial))
  const both = await Promise.all([answer(world, shown, right), answer(world, shown, right)])
  expect(both.filter(isProfile)).toHaveLength(1)
  const again = await answer(world, shown, right)
  expect(again.response.status).toBe(403)
  expect(again.page.title).toBe('This page was used already')
  expect((await reasons(world)).sort()).toEqual(['admitted', 'code-needed', 'page-used', 'page-used'])
})

test('what the profile binds is the device that opened the page, whatever comes later', async () => {
  const world = await keyed()
  const shown = await open(world, world.device(serial))
  expect(isProfile(await answer(world, shown, { ...right, serial: 'C02OTHER0001', udid: 'X' }))).toBe(true)
  const [challenge] = await world.platform.db.selectFrom('scep_challenge').selectAll().execute()
  expect(challenge).toMatchObject({ serial, udid: world.device(serial).hardware.udid })
})

test.each([
  ['no header', {}],
  ['no base64', { 'x-apple-aspen-deviceinfo': 'ä' }],
  ['no CMS', { 'x-apple-aspen-deviceinfo': 'bm90aGluZw==' }],
])('with %s there is a page that says what the address is for', async (_what, headers) => {
  const world = await keyed()
  const response = await world.send('GET', '/apple/enroll', undefined, headers)
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('for devices that are being set up')
  expect(await reasons(world)).toEqual([])
})

test('a device whose identity is not by its maker gets no page that asks', async () => {
  const world = await keyed()
  const builtInIdentity = issueDeviceIdentity(createDeviceAuthority(), await newRsaKey())
  const shown = await open(world, world.device(serial, 'iPhone', { knobs: { builtInIdentity } }))
  expect(shown.response.status).toBe(403)
  expect(shown.page.form).toBeUndefined()
  expect(await reasons(world)).toEqual(['identity-unverified'])
})

test('pages may load and run nothing, are kept nowhere, set no cookie, and the style is the one that is allowed', async () => {
  const world = await keyed()
  const { response, document } = await open(world, world.device(serial))
  const policy = response.headers.get('content-security-policy') ?? ''
  const style = /<style>(.*?)<\/style>/s.exec(document)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  )
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-type': 'text/html; charset=utf-8',
  })
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(document).not.toMatch(/<script|\son\w+=|src=|https?:/i)
  expect(Buffer.byteLength(document)).toBeLessThan(30_000)
})

const nasty = `"><script>alert(1)</script>\r\nSet-Cookie: a=b`

test('what a device, a list or a person says comes out as text: in pages, headers and the profile', async () => {
  const world = await appleWorld()
  await world.api('PUT', '/settings/enrollment', {
    organizationName: '<img src=x onerror=alert(1)>',
    supportContact: '"><script>',
    unitId: '<u>',
  })
  await world.record(serial, { depMethod: 'Keycode', code, displayName: '<script>x</script>' })
  const knobs = { machineInfo: { product: `iPhone16,2${nasty}`, language: nasty, osVersion: nasty } }
  const device = world.device(serial, 'iPhone', { knobs })
  const first = await open(world, device, { 'accept-language': nasty.replace(/[\r\n]/g, '') })
  const again = await answer(world, first, { key: nasty, code: nasty })
  for (const { response, document } of [first, again]) {
    expect(document).not.toMatch(/<script|<img|<u>/)
    expect(response.headers.get('set-cookie')).toBeNull()
  }
  expect(again.document).toContain('&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;Set-Cookie: a=b')
  const done = await answer(world, first, { key: '', code })
  expect(isProfile(done)).toBe(true)
  expect([...done.response.headers.keys()]).not.toContain('set-cookie')
})

test.each(['de', 'fr', 'es', 'ja'])('the pages speak %s with a device that does', async (language) => {
  const world = await keyed()
  const knobs = { machineInfo: { language } }
  const shown = await open(world, world.device(serial, 'iPhone', { knobs }), { 'accept-language': 'en' })
  expect(shown.document).toContain(`<html lang="${language}">`)
  const wrong = await answer(world, shown, { key: 'DEV-1', code: '0' }, { 'accept-language': 'en' })
  expect(wrong.document).toContain(`<html lang="${language}">`)
  expect(wrong.page.fault).not.toContain('again')
})

test('a device of another language reads what its browser accepts', async () => {
  const world = await keyed()
  const knobs = { machineInfo: { language: 'pt_BR' } }
  const shown = await open(world, world.device(serial, 'iPhone', { knobs }), {
    'accept-language': 'nl, fr;q=0.5',
  })
  expect(shown.document).toContain('<html lang="fr">')
})

test('a form that is too long, or of bytes that are none, is refused in words', async () => {
  const world = await keyed()
  for (const body of ['x'.repeat(100_000), new Uint8Array(2000).fill(255)]) {
    const response = await world.send('POST', '/apple/enroll/answer', body)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('cannot be read')
  }
})

test('a state that leads to no page, or to no provider, redirects nowhere', async () => {
  const world = await keyed()
  for (const query of ['', '?state=x', '?state=https://evil.example', '?state=a&state=b']) {
    const response = await world.send('GET', `/apple/enroll/sign-on${query}`)
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
  }
  const { state } = await open(world, world.device(serial))
  const response = await world.send('GET', `/apple/enroll/sign-on?state=${state}`)
  expect(response.headers.get('location')).toBeNull()
  const back = await world.send('GET', `/sign-on/oidc?state=${state}&code=x&next=https://evil.example`)
  expect(back.status).toBe(403)
  expect(back.headers.get('location')).toBeNull()
  expect(await back.text()).toContain('open for too long')
})
