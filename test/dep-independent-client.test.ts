import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startAppleSimulator, type AppleSimulatorOptions } from '../src/simulator/apple/apple-simulator.ts'
import { IndependentClient, type Habits, type Json, type Token } from './support/independent-dep-client.ts'

const nanodep: Habits = {
  protocol: '7',
  agent: 'nanodep-g-o-dep/0',
  separator: ', ',
  assignVerb: 'PUT',
  adoptsSessions: true,
  sessionHeaders: {
    'X-Server-Protocol-Version': '7',
    'Content-Type': 'application/json;charset=UTF8',
    Accept: 'application/json;charset=UTF8',
  },
}
const zentral: Habits = {
  protocol: '3',
  agent: 'python-requests/2.32.3',
  realm: 'ADM',
  separator: ', ',
  assignVerb: 'POST',
  adoptsSessions: true,
  sessionHeaders: {},
}
/** As micromdm: keeps its session for three minutes whatever the answers say, and writes null for what is unset. */
const micromdm: Habits = {
  ...nanodep,
  protocol: '3',
  agent: 'micromdm/v1.12.1',
  separator: ',',
  adoptsSessions: false,
}

/** A key pair by openssl, its certificate given to the portal, the file from there decrypted by openssl. */
async function tokenFromPortal(url: string, name: string): Promise<Token> {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-independent-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [key, certificate, file] = ['key.pem', 'certificate.pem', 'token.p7m'].map((each) =>
    path.join(folder, each),
  )
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=dep',
    '-days',
    '2',
    '-keyout',
    key!,
    '-out',
    certificate!,
  )
  const answer = await fetch(`${url}/portal/servers?name=${name}`, {
    method: 'POST',
    body: readFileSync(certificate!),
  })
  writeFileSync(file!, Buffer.from(await answer.arrayBuffer()))
  const lines = openssl('smime', '-decrypt', '-inkey', key!, '-in', file!).split(/\r?\n/)
  const begin = lines.indexOf('-----BEGIN MESSAGE-----')
  const end = lines.indexOf('-----END MESSAGE-----')
  return JSON.parse(lines.slice(begin + 1, end).join('')) as Token
}

async function world(habits: Habits, options: AppleSimulatorOptions = {}) {
  const apple = await startAppleSimulator(options)
  onTestFinished(() => apple.close())
  const client = new IndependentClient(apple.url, await tokenFromPortal(apple.url, 'School'), habits)
  const portal = (at: string, body: unknown) =>
    fetch(`${apple.url}/portal${at}`, { method: 'POST', body: JSON.stringify(body) })
  return { apple, client, portal }
}

/** Always fetches first with the cursor it has, and goes over to sync when Apple calls it exhausted. */
async function walk(client: IndependentClient, stored: string | undefined, limit?: number) {
  const devices: Json[] = []
  let [call, cursor] = ['/server/devices', stored]
  for (;;) {
    const body = { ...(cursor ? { cursor } : {}), ...(limit ? { limit } : {}) }
    const page = await client.call('POST', call, body).catch((error: Error) => {
      if (call !== '/server/devices' || error.message !== '400 EXHAUSTED_CURSOR') throw error
    })
    if (!page) {
      call = '/devices/sync'
      continue
    }
    expect(Date.parse(page['fetched_until'])).not.toBeNaN()
    expect(page['more_to_follow']).toBeTypeOf('boolean')
    expect(page['cursor']).toMatch(/^[\w-]{1,128}$/)
    devices.push(...page['devices'])
    cursor = page['cursor'] as string
    if (page['more_to_follow']) continue
    if (call === '/devices/sync') return { devices, cursor }
    call = '/devices/sync'
  }
}

const uuid = /^[0-9A-F]{32}$/
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const serials = (devices: Json[]) => devices.map((device) => device['serial_number'] as string)

test('a client in the way of nanodep: token, account, fetch, sync, define, assign by PUT, details, with rotating sessions', async () => {
  const { client, portal } = await world(nanodep, { devices: 25, faults: { rotateSessions: true } })

  const account = await client.call('GET', '/account')
  expect(account).toMatchObject({ server_name: 'School', server_uuid: expect.stringMatching(uuid) })
  const first = await walk(client, undefined, 10)
  expect(new Set(serials(first.devices)).size).toBe(25)
  expect(
    first.devices.every((device) => !('op_type' in device) && rfc3339.test(device['device_assigned_date'])),
  ).toBe(true)
  expect(
    first.devices.filter(({ device_family: family }) => family === 'iPad').every(({ os }) => os === 'iPadOS'),
  ).toBe(true)
  expect(first.devices.some((device) => !('color' in device))).toBe(true)
  expect(first.devices.some((device) => 'imei' in device)).toBe(false)

  await portal('/devices', { add: ['NEW'] })
  const second = await walk(client, first.cursor)
  expect(second.devices).toMatchObject([
    { serial_number: 'NEW', op_type: 'added', op_date: expect.stringMatching(rfc3339) },
  ])

  const profile = {
    profile_name: 'School',
    url: 'https://mdm.example.com/',
    org_magic: '',
    is_supervised: true,
  }
  const defined = await client.call('POST', '/profile', profile)
  expect(defined).toEqual({ profile_uuid: expect.stringMatching(uuid), devices: {} })
  const assigned = await client.call('PUT', '/profile/devices', {
    profile_uuid: defined['profile_uuid'],
    devices: ['NEW', 'UNKNOWN'],
  })
  expect(assigned).toEqual({
    profile_uuid: defined['profile_uuid'],
    devices: { NEW: 'SUCCESS', UNKNOWN: 'NOT_ACCESSIBLE' },
  })
  const details = await client.call('POST', '/devices', { devices: ['NEW', 'UNKNOWN'] })
  expect(details['devices']).toEqual({
    NEW: expect.objectContaining({
      response_status: 'SUCCESS',
      profile_status: 'assigned',
      profile_uuid: defined['profile_uuid'],
      profile_assign_time: expect.stringMatching(rfc3339),
    }),
    UNKNOWN: { response_status: 'NOT_ACCESSIBLE' },
  })
  const third = await walk(client, second.cursor)
  expect(third.devices).toMatchObject([
    { serial_number: 'NEW', op_type: 'modified', profile_status: 'assigned' },
  ])
  expect(await walk(client, third.cursor)).toEqual({
    devices: [],
    cursor: expect.not.stringMatching(third.cursor),
  })
  expect([client.opened, client.rotated > 5]).toEqual([1, true])
})

test('a client in the way of zentral: realm, protocol 3, UUIDs, the fields of version 3, assign by POST', async () => {
  const { client, portal } = await world(zentral, { devices: 5 })

  const account = await client.call('GET', '/account')
  const needed = 'org_id org_name admin_id org_email org_phone org_address org_type org_version server_name'
  expect(needed.split(' ').filter((field) => typeof account[field] !== 'string')).toEqual([])
  expect(account['server_uuid']).toMatch(uuid)
  expect(account['org_id_hash']).toMatch(/^[0-9a-f]{64}$/)
  const limits = account['urls'].filter((each: Json) => 'limit' in each)
  expect(limits.map(({ uri }: Json) => uri)).toEqual(['/server/devices', '/devices/sync'])

  const { devices, cursor } = await walk(client, undefined)
  const [one, two, three] = serials(devices)
  expect(
    devices.filter(({ device_family: family }) => family === 'iPad').every(({ os }) => os === 'iOS'),
  ).toBe(true)
  const defined = await client.call('POST', '/profile', {
    profile_name: 'School',
    url: 'https://mdm.example.com/',
    configuration_web_url: 'https://mdm.example.com/',
    is_supervised: true,
    is_mdm_removable: false,
    devices: [one],
  })
  expect(defined['devices']).toEqual({ [one!]: 'SUCCESS' })
  const dashed = defined['profile_uuid'].replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-').toLowerCase()
  const assigned = await client.call('POST', '/profile/devices', { profile_uuid: dashed, devices: [two] })
  expect(assigned['devices']).toEqual({ [two!]: 'SUCCESS' })
  const stored = await client.call('GET', `/profile?profile_uuid=${dashed}`)
  expect(stored).toMatchObject({
    profile_name: 'School',
    is_mdm_removable: false,
    profile_uuid: defined['profile_uuid'],
  })
  expect(stored).not.toHaveProperty('devices')
  expect(
    (await client.call('DELETE', '/profile/devices', { devices: [one], profile_uuid: dashed }))['devices'],
  ).toEqual({
    [one!]: 'SUCCESS',
  })

  await portal('/devices', { unassign: [three] })
  await portal('/sessions/drop', {})
  const changes = await walk(client, cursor)
  expect(changes.devices).toMatchObject([
    { serial_number: one, op_type: 'modified', profile_status: 'assigned' },
    { serial_number: two, op_type: 'modified', profile_status: 'assigned' },
    {
      serial_number: one,
      op_type: 'modified',
      profile_status: 'removed',
      profile_uuid: defined['profile_uuid'],
    },
    { serial_number: three, op_type: 'deleted', device_assigned_by: expect.stringContaining('@') },
  ])
  expect(client.opened).toBe(2)

  await portal('/clock', { days: 8 })
  await expect(client.call('POST', '/devices/sync', { cursor: changes.cursor })).rejects.toThrow(
    '400 EXPIRED_CURSOR',
  )
})

test('a client that keeps its first session and writes null for what is unset', async () => {
  const { client } = await world(micromdm, { devices: 3, faults: { rotateSessions: true } })
  const page = await client.call('POST', '/server/devices', { cursor: null, limit: 100 })
  expect(page['devices']).toHaveLength(3)
  const profile = { profile_name: 'School', url: 'https://mdm.example.com/', org_magic: '', devices: null }
  const defined = await client.call('POST', '/profile', profile)
  const devices = serials(page['devices'])
  await client.call('PUT', '/profile/devices', { profile_uuid: defined['profile_uuid'], devices })
  expect((await client.call('POST', '/devices/sync', { cursor: page['cursor'] }))['devices']).toHaveLength(3)
  expect(client.opened).toBe(1)
})

test('built-in credentials open the service when nothing is checked, and headers are spelled as Apple spells them', async () => {
  const apple = await startAppleSimulator({ devices: 2, oauth: 'any' })
  onTestFinished(() => apple.close())
  const fixed = 'ab'.repeat(64)
  const token = { consumer_key: fixed, consumer_secret: fixed, access_token: fixed, access_secret: fixed }
  const client = new IndependentClient(apple.url, token, micromdm)
  expect((await client.call('POST', '/server/devices', {}))['devices']).toHaveLength(2)
  const plain = await (await fetch(`${apple.url}/token`)).json()
  expect(plain).toMatchObject({
    consumer_key: expect.stringMatching(/^CK_/),
    access_token: expect.stringMatching(/^AT_/),
  })

  const refusal = await client.call('POST', '/devices', { devices: [] }).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ answer: { status: 400, text: 'DEVICE_ID_REQUIRED' } })
  const { names } = (refusal as { answer: { names: string[] } }).answer
  expect(names).toEqual(
    expect.arrayContaining(['Content-Type', 'X-ADM-Auth-Session', 'X-Apple-Request-UUID']),
  )
})

test('what goes wrong is told in words that other clients look for', async () => {
  const { client, portal } = await world(nanodep, { devices: ['A'] })
  const refused = (method: string, at: string, body?: unknown) =>
    client.call(method, at, body).then(
      () => 'accepted',
      (error: Error) => error.message,
    )
  expect(await refused('POST', '/devices/sync', {})).toBe('400 CURSOR_REQUIRED')
  expect(await refused('POST', '/devices/sync', { cursor: 'ab12' })).toBe('400 INVALID_CURSOR')
  expect(await refused('GET', '/profile')).toBe('400 PROFILE_UUID_REQUIRED')
  expect(await refused('PUT', '/profile/devices', { profile_uuid: 'F'.repeat(32), devices: ['A'] })).toBe(
    '404 PROFILE_NOT_FOUND',
  )
  expect(await refused('PUT', '/server/devices', {})).toBe('405 METHOD_NOT_ALLOWED')
  await portal('/faults', { errorForm: 'object', termsNotSigned: true })
  expect(await refused('GET', '/account')).toBe('403 {"code":"T_C_NOT_SIGNED"}')
  await portal('/faults', { reset: true })
  await tokenFromPortal(client.url.origin, 'School')
  expect(await refused('GET', '/account')).toBe('403 signature_invalid')
})
