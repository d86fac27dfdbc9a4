import { afterEach, beforeEach, expect, test } from 'vitest'

import { readServerToken } from '../../protocol/dep/server-token.ts'
import type { AppleSimulator } from './apple-simulator.ts'
import { startAppleSimulator } from './apple-simulator.ts'
import { aToken, certificatePem, clientOf, portal, recipient, walk } from './testing.ts'

let apple: AppleSimulator
beforeEach(async () => {
  apple = await startAppleSimulator({ devices: 2 })
})
afterEach(() => apple.close())

test('the certificate alone is enough to get a token file that opens the service', async () => {
  const response = await fetch(`${apple.url}/portal/servers?name=Schule%20Süd`, {
    method: 'POST',
    body: certificatePem,
  })
  const file = Buffer.from(await response.arrayBuffer())

  expect(response.headers.get('content-disposition')).toMatch(/Schule%20S%C3%BCd_Token_.*Z_smime\.p7m$/)
  expect(file.toString('latin1').split('\n')[0]).toBe(
    'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data',
  )
  const client = clientOf(apple, readServerToken(file, recipient))
  expect(await client.account()).toMatchObject({ server_name: 'Schule Süd' })
  expect((await walk(client)).devices).toHaveLength(2)
})

test('devices added before there is a server wait for it; with null they stay without one', async () => {
  await portal(apple, '/devices', { add: ['WAITS'] })
  await portal(apple, '/devices', { add: ['ALONE'], server: null })
  await portal(apple, '/servers', { certificate: certificatePem })
  await portal(apple, '/devices', { add: 3 })

  expect((await portal(apple, '/state')).json()).toMatchObject({ devices: 7, servers: [{ devices: 6 }] })
  expect((await portal(apple, '/devices/ALONE')).json()).toMatchObject({ server: null })
  expect((await portal(apple, '/devices?status=empty&limit=4')).json()).toMatchObject({ total: 7 })
})

test('every mistake has an answer in words, and nothing is done by halves', async () => {
  const refused = async (path: string, body: unknown) => {
    const { status, json } = await portal(apple, path, body)
    return [status, json()['error']]
  }
  expect(await refused('/servers', { certificate: 'nonsense' })).toEqual([
    400,
    'certificate: a certificate in PEM',
  ])
  expect(await refused('/devices', { add: 1, release: ['X'] })).toEqual([
    404,
    'The organization has no device X',
  ])
  expect(await refused('/devices', { add: ['A', 'A'] })).toEqual([409, 'There is a device A already'])
  expect(await refused('/devices', { assing: [] })).toEqual([400, expect.stringContaining('assing')])
  expect(await refused('/clock', {})).toEqual([400, 'say by how much: seconds, hours, days or to'])
  expect(await refused('/nowhere', {})).toEqual([
    404,
    expect.stringContaining('GET /portal says what it has'),
  ])
  expect((await portal(apple, '/state')).json()).toMatchObject({ devices: 2 })
})

test('the portal explains itself', async () => {
  const { text } = await portal(apple, '')
  const paths =
    '/servers /servers/change /cursors /devices /clock /sessions/drop /faults /rules /activate /wipe /state'
  for (const path of paths.split(' ')) {
    expect(text).toContain(`/portal${path}`)
  }
})

test('a server can be renamed, its token revoked and given anew, and it can be deleted', async () => {
  const client = clientOf(apple, await aToken(apple, { name: 'School' }))
  await client.account()
  await portal(apple, '/servers/change', { server: 'School', rename: 'College' })
  expect(await client.account()).toMatchObject({ server_name: 'College' })
  expect((await walk(client)).devices).toHaveLength(2)
  await portal(apple, '/devices', { add: ['NEW'], server: 'College' })
  expect((await walk(client)).devices).toHaveLength(3)

  await portal(apple, '/servers/change', { revoke: true })
  await expect(client.account()).rejects.toMatchObject({ kind: 'token-invalid', appleCode: 'token_rejected' })
  const renewed = clientOf(apple, await aToken(apple, { name: 'College' }))
  expect(await renewed.account()).toMatchObject({ server_name: 'College' })

  await portal(apple, '/servers/change', { delete: true })
  await expect(renewed.account()).rejects.toMatchObject({ kind: 'token-invalid' })
  expect((await portal(apple, '/state')).json()).toMatchObject({ devices: 3, servers: [] })
  expect((await portal(apple, '/devices/NEW')).json()).toMatchObject({ server: null })
})

test('cursors can be made old or unknown', async () => {
  const client = clientOf(apple, await aToken(apple))
  const refused = async (what: string) => {
    const { cursor } = await walk(client)
    await portal(apple, '/cursors', { what })
    const error = await client.syncDevices({ cursor }).catch((error: unknown) => error)
    const { cursor: next } = await walk(client)
    await client.syncDevices({ cursor: next })
    return (error as { appleCode: string }).appleCode
  }
  expect(await refused('expire')).toBe('EXPIRED_CURSOR')
  expect(await refused('forget')).toBe('INVALID_CURSOR')
})

test('rules are changed one by one, and a mistake is refused', async () => {
  const client = clientOf(apple, await aToken(apple))
  await portal(apple, '/rules', { limits: { maximum: 1 }, oversizedPages: 'refuse', maximumSerials: 1 })
  await expect(client.fetchDevices({ limit: 2 })).rejects.toMatchObject({
    appleCode: 'MALFORMED_REQUEST_BODY',
  })
  await expect(client.devices(['A', 'B'])).rejects.toMatchObject({ appleCode: 'MALFORMED_REQUEST_BODY' })
  await portal(apple, '/rules', { oversizedPages: 'clamp', sparseDeletions: true })
  const { devices, cursor } = await walk(client, 2)
  expect(devices).toHaveLength(2)
  await portal(apple, '/devices', { release: [devices[0]?.serial_number] })
  const [gone] = (await client.syncDevices({ cursor })).devices
  expect(gone).toMatchObject({ op_type: 'deleted' })
  expect(gone?.model).toBeUndefined()
  expect((await portal(apple, '/rules', { refusedAgents: '(' })).status).toBe(400)
})
