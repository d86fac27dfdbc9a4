import { afterEach, beforeEach, expect, test } from 'vitest'

import type { AppleSimulator } from './apple-simulator.ts'
import { startAppleSimulator } from './apple-simulator.ts'
import { aToken, clientOf, portal } from './testing.ts'

let apple: AppleSimulator
beforeEach(async () => {
  apple = await startAppleSimulator({ devices: 3 })
})
afterEach(() => apple.close())

const countOf = (call: string) => apple.apple.calls.get(call) ?? 0

test('a new token for the same server kills the older one', async () => {
  const old = clientOf(apple, await aToken(apple))
  await old.account()
  const fresh = clientOf(apple, await aToken(apple))

  await expect(old.account()).rejects.toMatchObject({ kind: 'token-invalid', appleCode: 'signature_invalid' })
  expect(await fresh.account()).toMatchObject({ server_name: 'MDM server' })
})

test('a wrong secret, an unknown token and an expired one are refused', async () => {
  const token = await aToken(apple)
  const expired = await aToken(apple, { name: 'old', expiresInDays: -1 })

  const cases = [
    [{ ...token, accessSecret: 'AS_wrong' }, 401],
    [{ ...token, consumerKey: 'CK_unknown' }, 401],
    [expired, 403],
  ] as const
  for (const [token, status] of cases) {
    await expect(clientOf(apple, token).account()).rejects.toMatchObject({ kind: 'token-invalid', status })
  }
})

test('a clock that is ten minutes off and a nonce that was used are refused', async () => {
  const token = await aToken(apple)
  const late = clientOf(apple, token, { now: () => new Date(Date.now() - 600_000) })
  await expect(late.account()).rejects.toMatchObject({ status: 401 })

  const repeated = { nonce: () => 'always the same' }
  await clientOf(apple, token, repeated).account()
  await expect(clientOf(apple, token, repeated).account()).rejects.toMatchObject({ status: 401 })
})

test('moving simulated time does not make the clock of the client wrong', async () => {
  const client = clientOf(apple, await aToken(apple))
  await portal(apple, '/clock', { days: 30 })
  expect(await client.account()).toMatchObject({ server_name: 'MDM server' })
})

test('a dropped session is opened again by the client', async () => {
  const client = clientOf(apple, await aToken(apple))
  await client.account()
  expect((await portal(apple, '/sessions/drop', {})).json()).toEqual({ dropped: 1 })

  await client.account()

  expect(countOf('GET /session')).toBe(2)
})

test('every answer carries the session, a new one when sessions rotate, and old ones stay good', async () => {
  const token = await aToken(apple)
  await clientOf(apple, token).account()
  const [session = ''] = apple.apple.sessions.open.keys()
  const call = () =>
    fetch(`${apple.url}/account`, { headers: { 'x-adm-auth-session': session, 'user-agent': 'test/1' } })
  expect((await call()).headers.get('x-adm-auth-session')).toBe(session)

  await portal(apple, '/faults', { rotateSessions: true })

  const rotated = await call()
  expect(rotated.headers.get('x-adm-auth-session')).not.toBe(session)
  expect((await call()).status).toBe(200)
  expect(rotated.headers.get('x-apple-request-uuid')).toMatch(/^[\da-f-]{36}$/)
})

test('without a session there is no answer, and without a user agent neither', async () => {
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${apple.url}/account`, { headers })
    return [response.status, await response.text()]
  }
  expect(await ask({ 'user-agent': 'test/1' })).toEqual([401, 'UNAUTHORIZED'])
  expect(await ask({ 'user-agent': '' })).toEqual([400, 'USER_AGENT_MISSING'])
  expect(await ask({ 'user-agent': 'node', 'x-server-protocol-version': '10' })).toEqual([
    400,
    'USER_AGENT_INVALID',
  ])
  expect(await ask({ 'user-agent': 'node', 'x-server-protocol-version': '3' })).toEqual([401, 'UNAUTHORIZED'])
})
