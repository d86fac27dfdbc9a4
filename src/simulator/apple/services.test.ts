import { afterEach, beforeEach, expect, test } from 'vitest'

import type { AppleSimulator } from './apple-simulator.ts'
import { startAppleSimulator } from './apple-simulator.ts'
import { aToken, clientOf, portal } from './testing.ts'

let apple: AppleSimulator
let session = ''
beforeEach(async () => {
  apple = await startAppleSimulator({
    devices: [{ serial: 'PHONE' }, { serial: 'MAC', model: 'Mac' }, { serial: 'TV', model: 'AppleTV' }],
  })
  await clientOf(apple, await aToken(apple)).account()
  session = [...apple.apple.sessions.open.keys()][0]!
})
afterEach(() => apple.close())

/** Status and body of an answer: its JSON, else its text. */
async function ask(method: string, path: string, body?: unknown, version = '10') {
  const response = await fetch(`${apple.url}${path}`, {
    method,
    headers: { 'x-adm-auth-session': session, 'user-agent': 'test/1', 'x-server-protocol-version': version },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return [response.status, text.startsWith('{') ? (JSON.parse(text) as unknown) : text]
}

test('Activation Lock answers 200 whatever comes of it, and a locked device is not activated', async () => {
  const lock = async (body: object) => {
    const [status, answer] = await ask('POST', '/device/activationlock', body)
    return [status, (answer as { response_status?: string }).response_status ?? answer]
  }
  expect(await lock({})).toEqual([400, 'MALFORMED_REQUEST_BODY'])
  expect(await lock({ device: 'PHONE', escrow_key: 'short' })).toEqual([400, 'MALFORMED_REQUEST_BODY'])
  expect(await lock({ device: 'PHONE', escrow_key: 'a'.repeat(64), lost_message: 'Lost' })).toEqual([
    200,
    'SUCCESS',
  ])
  expect(await lock({ device: 'PHONE' })).toEqual([200, 'DEVICE_ALREADY_LOCKED'])
  expect(await lock({ device: 'MAC' })).toEqual([200, 'DEVICE_NOT_SUPPORTED'])
  expect(await lock({ device: 'NOBODY' })).toEqual([200, 'NOT_ACCESSIBLE'])
  await portal(apple, '/faults', { failed: ['TV'] })
  expect(await lock({ device: 'TV' })).toEqual([200, 'FAILED'])
  await portal(apple, '/faults', { organizationNotSupported: true })
  expect(await lock({ device: 'TV' })).toEqual([200, 'ORG_NOT_SUPPORTED'])

  await ask('POST', '/profile', { profile_name: 'S', url: 'https://a.example/', devices: ['PHONE'] })
  expect((await portal(apple, '/activate', { serial: 'PHONE' })).status).toBe(403)
  expect((await portal(apple, '/devices/PHONE')).json()).toMatchObject({
    activation_lock: { lost_message: 'Lost' },
  })
  await portal(apple, '/wipe', { serial: 'PHONE', unlock: true })
  expect((await portal(apple, '/activate', { serial: 'PHONE' })).json()).toMatchObject({ profile_name: 'S' })
})

test('a device keeps the profile that it took until it is wiped', async () => {
  const define = async (name: string) => {
    const [, answer] = await ask('POST', '/profile', {
      profile_name: name,
      url: 'https://a.example/',
      devices: ['TV'],
    })
    return (answer as { profile_uuid: string }).profile_uuid
  }
  const first = await define('First')
  await portal(apple, '/activate', { serial: 'TV' })
  const second = await define('Second')
  const seen = async () => (await portal(apple, '/devices/TV')).json()
  expect(await seen()).toMatchObject({ os: 'tvOS', profile_uuid: second, activated_with: first })
  await portal(apple, '/wipe', { serial: 'TV' })
  expect((await seen())['activated_with']).toBeUndefined()
  expect((await portal(apple, '/activate', { serial: 'TV' })).json()).toMatchObject({ profile_uuid: second })
})

test('beta tokens come twice, as at Apple, or not at all', async () => {
  const [status, answer] = await ask('GET', '/os-beta-enrollment/tokens')
  const { betaEnrollmentTokens: tokens, seedBuildTokens: twin } = answer as Record<
    string,
    { token: string }[]
  >
  expect([status, tokens?.length, twin]).toEqual([200, 6, tokens])
  expect(tokens?.every(({ token }) => token.length === 64)).toBe(true)
  await portal(apple, '/faults', { seedTurnedOff: true })
  expect(await ask('GET', '/os-beta-enrollment/tokens')).toEqual([403, 'APPLE_SEED_FOR_IT_TURNED_OFF'])
})

test('account-driven enrollment is set, read and taken away; changes answer nothing', async () => {
  const path = '/account-driven-enrollment/profile'
  const set = (url?: unknown) => ask('POST', path, { mdm_service_discovery_url: url })
  expect(await ask('GET', path)).toEqual([404, 'NOT_FOUND'])
  expect(await set()).toEqual([400, 'MDM_SERVICE_DISCOVERY_URL_REQUIRED'])
  expect(await set('http://a.example/')).toEqual([400, 'MDM_SERVICE_DISCOVERY_URL_NOT_VALID'])
  expect(await set('https://a.example/')).toEqual([200, ''])
  expect(await ask('GET', path)).toEqual([
    200,
    {
      mdm_service_discovery_url: 'https://a.example/',
      last_updated_timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    },
  ])
  expect(await ask('DELETE', path)).toEqual([200, ''])
  expect(await ask('GET', path)).toEqual([404, 'NOT_FOUND'])
})

test('a replacement tells what it replaces, from protocol 10 on', async () => {
  await portal(apple, '/devices', { replace: [{ serial: 'PHONE', by: 'SWAP' }] })
  const path = '/device/replacementDetails'
  expect(await ask('GET', `${path}?device=SWAP`)).toEqual([
    200,
    {
      serial_number: 'SWAP',
      original_device_serial_number: 'PHONE',
      replacement_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    },
  ])
  expect(await ask('GET', `${path}?device=MAC`)).toEqual([400, 'DEVICE_NOT_FOUND'])
  expect(await ask('GET', path)).toEqual([400, 'DEVICE_ID_REQUIRED'])
  expect((await ask('GET', `${path}?device=SWAP`, undefined, '9'))[0]).toBe(404)
})

test('what a profile has that is newer than the protocol is left out', async () => {
  const [, answer] = await ask('POST', '/profile', {
    profile_name: 'S',
    url: 'https://a.example/',
    support_email_address: 'it@example.com',
  })
  const { profile_uuid: uuid } = answer as { profile_uuid: string }
  const [, newer] = await ask('GET', `/profile?profile_uuid=${uuid}`, undefined, '2')
  const [, older] = await ask('GET', `/profile?profile_uuid=${uuid}`, undefined, '1')
  expect(newer).toMatchObject({ support_email_address: 'it@example.com', auto_advance_setup: false })
  expect(older).not.toHaveProperty('support_email_address')
  expect(older).not.toHaveProperty('auto_advance_setup')
})
