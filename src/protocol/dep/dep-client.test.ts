import { expect, test } from 'vitest'
import { readAuthorization, verifyAuthorization } from '../oauth1/sign.ts'
import { depClient, type DepClientOptions } from './dep-client.ts'
import { DepError } from './dep-error.ts'

const token = {
  consumerKey: 'CK_test',
  consumerSecret: 'CS_test',
  accessToken: 'AT_test',
  accessSecret: 'AS_test',
  accessTokenExpiry: new Date('2027-01-01T00:00:00Z'),
}
const credentials = {
  consumerKey: 'CK_test',
  consumerSecret: 'CS_test',
  token: 'AT_test',
  tokenSecret: 'AS_test',
}
const now = new Date('2026-11-24T12:00:00Z')

type Seen = { method: string; path: string; headers: Headers; body: unknown }
type Reply = Response | Error | ((seen: Seen) => Response | Promise<Response>)

/** Plays Apple: answers sessions by itself and everything else from the script, and remembers what it was asked. */
function apple(script: Reply[], o: { session?: () => Response } = {}) {
  const calls: Seen[] = []
  let sessions = 0
  const session = o.session ?? (() => Response.json({ auth_session_token: `session-${++sessions}` }))
  const answer = async (seen: Seen): Promise<Response> => {
    if (seen.path.endsWith('/session')) return session()
    const reply = script.shift()
    if (reply instanceof Error) throw reply
    if (reply instanceof Response) return reply
    return reply ? reply(seen) : new Response('', { status: 418 })
  }
  const fake: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const text = await request.text()
    const url = new URL(request.url)
    const seen = {
      method: request.method,
      path: url.pathname + url.search,
      headers: request.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    }
    calls.push(seen)
    return answer(seen)
  }
  return { fetch: fake, calls, paths: () => calls.map(({ method, path }) => `${method} ${path}`) }
}

let nonces = 0
const client = (service: { fetch: typeof fetch }, more: Partial<DepClientOptions> = {}) =>
  depClient({
    fetch: service.fetch,
    baseUrl: 'http://apple.example:8080/',
    token,
    userAgent: 'muster/0.1',
    now: () => now,
    nonce: () => `nonce-${++nonces}`,
    ...more,
  })

const failure = async (call: Promise<unknown>): Promise<DepError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(DepError)
  return error as DepError
}
const text = (status: number, body = '', headers: Record<string, string> = {}) =>
  new Response(body, { status, headers })
const sessionOf = (seen: Seen | undefined) => seen?.headers.get('x-adm-auth-session')

test('opens a session with a signature that Apple can verify, and sends what Apple wants to see', async () => {
  const service = apple([Response.json({ server_name: 'Muster' })])
  expect(await client(service).account()).toEqual({ server_name: 'Muster' })

  expect(service.paths()).toEqual(['GET /session', 'GET /account'])
  const [session, account] = service.calls
  const header = session?.headers.get('authorization') ?? ''
  expect(verifyAuthorization('GET', new URL('http://apple.example:8080/session'), header, credentials)).toBe(
    true,
  )
  expect(readAuthorization(header)).toMatchObject({
    realm: 'ADM',
    oauth_version: '1.0',
    oauth_timestamp: '1795521600',
  })
  for (const seen of [session, account]) {
    expect(seen?.headers.get('user-agent')).toBe('muster/0.1')
    expect(seen?.headers.get('x-server-protocol-version')).toBe('10')
    expect(seen?.headers.get('content-type')).toBe('application/json;charset=UTF8')
  }
  expect(sessionOf(account)).toBe('session-1')
})

test('keeps an address below which the service lives', async () => {
  const service = apple([Response.json({})])
  await client(service, { baseUrl: 'http://apple.example/dep' }).account()
  expect(service.paths()).toEqual(['GET /dep/session', 'GET /dep/account'])
})

test('calls that begin together share one session', async () => {
  const service = apple([Response.json({}), Response.json({}), Response.json({})])
  const dep = client(service)
  await Promise.all([dep.account(), dep.account(), dep.account()])
  expect(service.paths().filter((p) => p === 'GET /session')).toHaveLength(1)
})

test('uses the newest session that an answer brings', async () => {
  const rotated = Response.json({}, { headers: { 'X-ADM-Auth-Session': 'rotated' } })
  const service = apple([rotated, Response.json({})])
  const dep = client(service)
  await dep.account()
  await dep.account()
  expect(service.calls.map(sessionOf)).toEqual([null, 'session-1', 'rotated'])
})

test.each([
  [401, 'UNAUTHORIZED'],
  [401, ''],
  [403, 'FORBIDDEN'],
  [403, '"FORBIDDEN"\n'],
  [403, '{"code":"FORBIDDEN"}'],
])('opens another session after %d %s and repeats the call with its body', async (status, body) => {
  const service = apple([text(status, body), Response.json({ devices: { A: 'SUCCESS' } })])
  expect(await client(service).removeProfile(['A'])).toEqual(new Map([['A', 'SUCCESS']]))
  expect(service.paths()).toEqual([
    'GET /session',
    'DELETE /profile/devices',
    'GET /session',
    'DELETE /profile/devices',
  ])
  expect(service.calls.at(-1)?.body).toEqual({ devices: ['A'] })
  expect(sessionOf(service.calls.at(-1))).toBe('session-2')
})

test('opens another session once only', async () => {
  const service = apple([text(401, 'UNAUTHORIZED'), text(401, 'UNAUTHORIZED')])
  expect(await failure(client(service).account())).toMatchObject({ kind: 'denied', status: 401 })
  expect(service.paths()).toHaveLength(4)
})

test('calls that are refused together open one new session', async () => {
  const refuse = (seen: Seen) => (sessionOf(seen) === 'session-1' ? text(401) : Response.json({}))
  const service = apple([refuse, refuse, refuse, refuse])
  const dep = client(service)
  await Promise.all([dep.account(), dep.account()])
  expect(service.paths().filter((p) => p === 'GET /session')).toHaveLength(2)
})

test.each([
  [403, 'T_C_NOT_SIGNED', 'terms'],
  [403, 'ACCESS_DENIED', 'denied'],
  [403, 'token_expiredForbidden', 'token-invalid'],
  [401, 'signature_invalid', 'token-invalid'],
])('does not ask for another session after %d %s', async (status, body, kind) => {
  const service = apple([text(status, body)])
  expect(await failure(client(service).account())).toMatchObject({ kind, status })
  expect(service.paths()).toEqual(['GET /session', 'GET /account'])
})

test('tries a refused session again with another nonce, and then says that the token is dead', async () => {
  const date = { date: 'Tue, 24 Nov 2026 11:30:00 GMT' }
  const service = apple([], { session: () => text(401, 'oauth_problem_adviceUnauthorized', date) })
  expect(await failure(client(service).account())).toMatchObject({
    kind: 'token-invalid',
    clockSkewSeconds: 1800,
  })
  expect(service.paths()).toEqual(['GET /session', 'GET /session'])
  const used = service.calls.map(
    ({ headers }) => readAuthorization(headers.get('authorization') ?? '')?.['oauth_nonce'],
  )
  expect(new Set(used).size).toBe(2)
})

test.each([
  [400, 'oauth_problem_adviceBad Request', 'token-invalid'],
  [400, 'USER_AGENT_INVALID', 'bad-request'],
  [403, 'FORBIDDEN', 'token-invalid'],
  [403, 'T_C_NOT_SIGNED', 'terms'],
  [503, '', 'unavailable'],
  [200, '{"auth_session_token":""}', 'protocol'],
])('a session answered with %d %s is %s', async (status, body, kind) => {
  const service = apple([], { session: () => text(status, body) })
  expect(await failure(client(service).account())).toMatchObject({ kind })
  expect(service.paths()).toEqual(['GET /session'])
})

test('after a failed session the next call tries again', async () => {
  let sessions = 0
  const session = () => (++sessions === 1 ? text(503) : Response.json({ auth_session_token: 'x' }))
  const dep = client(apple([Response.json({})], { session }))
  await failure(dep.account())
  expect(await dep.account()).toEqual({})
})

test('fetches and syncs pages', async () => {
  const page = { devices: [], cursor: 'c2', more_to_follow: true, fetched_until: '2026-01-01T00:00:00Z' }
  const service = apple([Response.json(page), Response.json(page), Response.json({ cursor: 'c3' })])
  const dep = client(service)
  expect(await dep.fetchDevices()).toEqual({
    ...page,
    fetched_until: new Date('2026-01-01T00:00:00Z'),
    unreadable: 0,
  })
  await dep.fetchDevices({ cursor: 'c1', limit: 500 })
  expect(await dep.syncDevices({ cursor: 'c2' })).toMatchObject({
    cursor: 'c3',
    more_to_follow: false,
    devices: [],
  })
  expect(service.calls.map(({ body }) => body)).toEqual([
    undefined,
    {},
    { cursor: 'c1', limit: 500 },
    { cursor: 'c2' },
  ])
})

test('defines, reads, assigns and removes profiles', async () => {
  const uuid = '88FC4E378CF34D069F1EE8D8B5F0A5B5'
  const service = apple([
    Response.json({ profile_uuid: uuid, devices: { A: 'SUCCESS' } }),
    Response.json({ profile_uuid: uuid, profile_name: 'Phones', url: 'https://m.example', added_in_2030: 1 }),
    Response.json({
      profile_uuid: uuid,
      devices: { A: 'SUCCESS', B: 'THROTTLED' },
      retry_after_seconds: 3600,
    }),
  ])
  const dep = client(service)
  const profile = { profile_name: 'Phones', url: 'https://m.example', is_supervised: true }
  expect(await dep.defineProfile(profile, ['A', 'B'])).toEqual({
    profile_uuid: uuid,
    devices: new Map([
      ['A', 'SUCCESS'],
      ['B', 'FAILED'],
    ]), // Apple has forgotten B
  })
  expect(await dep.profile(uuid)).toMatchObject({ profile_name: 'Phones', added_in_2030: 1 })
  expect(await dep.assignProfile(uuid, ['A', 'B'])).toEqual({
    devices: new Map([
      ['A', 'SUCCESS'],
      ['B', 'THROTTLED'],
    ]),
    retry_after_seconds: 3600,
  })
  expect(service.paths().slice(1)).toEqual([
    'POST /profile',
    `GET /profile?profile_uuid=${uuid}`,
    'POST /profile/devices',
  ])
  expect(service.calls[1]?.body).toEqual({ ...profile, devices: ['A', 'B'] })
})

test('does not bother Apple with empty lists', async () => {
  const service = apple([])
  const dep = client(service)
  expect(await dep.assignProfile('X', [])).toEqual({ devices: new Map(), retry_after_seconds: undefined })
  expect(
    [await dep.removeProfile([]), await dep.disown([]), await dep.devices([])].every((m) => m.size === 0),
  ).toBe(true)
  expect(service.calls).toEqual([])
})

test('tells details of devices, known or not', async () => {
  const devices = {
    A: { serial_number: 'A', model: 'iPhone', response_status: 'SUCCESS' },
    B: { response_status: 'NOT_ACCESSIBLE' },
  }
  const found = await client(apple([Response.json({ devices })])).devices(['A', 'B'])
  expect(found.get('A')).toMatchObject({ model: 'iPhone', response_status: 'SUCCESS' })
  expect(found.get('B')).toEqual({ serial_number: 'B', response_status: 'NOT_ACCESSIBLE' })
})

test.each<[string, Reply, object]>([
  ['no connection', new TypeError('fetch failed'), { kind: 'unavailable' }],
  [
    '429',
    text(429, 'TOO_MANY_REQUESTS', { 'retry-after': '120' }),
    { kind: 'throttled', retryAfterSeconds: 120 },
  ],
  [
    '503 with a date',
    text(503, '', { 'retry-after': 'Tue, 24 Nov 2026 12:01:00 GMT' }),
    { kind: 'unavailable', retryAfterSeconds: 60 },
  ],
  ['502 HTML', text(502, '<html>Bad gateway</html>'), { kind: 'unavailable', status: 502 }],
  ['HTML that claims success', text(200, '<html>Welcome</html>'), { kind: 'protocol' }],
  ['an unreadable answer', Response.json({ devices: {} }), { kind: 'protocol' }],
  ['a redirect', text(302, '', { location: 'https://elsewhere.example' }), { kind: 'protocol', status: 302 }],
  ['an expired cursor', text(400, 'EXPIRED_CURSOR'), { kind: 'cursor-expired', appleCode: 'EXPIRED_CURSOR' }],
  [
    'a name of the request',
    text(400, 'X', { 'x-apple-request-uuid': 'r-1' }),
    { kind: 'bad-request', requestId: 'r-1' },
  ],
])('says what happened: %s', async (_, reply, expected) => {
  expect(await failure(client(apple([reply])).syncDevices({ cursor: 'c' }))).toMatchObject(expected)
})

test('never waits longer than it was told', async () => {
  const hang = (_: unknown, init?: RequestInit) =>
    new Promise<Response>((_resolve, reject) =>
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
    )
  const error = await failure(client({ fetch: hang }, { timeoutMs: 20 }).account())
  expect(error).toMatchObject({
    kind: 'unavailable',
    message: "Apple's service did not answer within 0.02 seconds",
  })
})

test('ends with the reason of the caller when the caller gives up', async () => {
  const stop = new AbortController()
  const service = apple([
    () => {
      stop.abort(new Error('stopping'))
      throw new TypeError('aborted')
    },
  ])
  await expect(client(service, { signal: stop.signal }).account()).rejects.toThrow('stopping')
})

test('refuses an answer that is too large before it is whole', async () => {
  let sent = 0
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(++sent && 1000)),
  })
  const error = await failure(client(apple([new Response(endless)]), { maxAnswerBytes: 10_000 }).account())
  expect(error).toMatchObject({ kind: 'protocol' })
  expect(sent).toBeLessThan(30)
})

test('errors hold no secret', async () => {
  const dep = client(apple([text(200, 'session-1 CS_test AS_test')]))
  const error = await failure(dep.account())
  expect(`${error.stack} ${String(error.cause)} ${JSON.stringify(error)}`).not.toMatch(
    /CS_test|AS_test|session-1/,
  )
})
