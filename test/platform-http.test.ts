import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { operationsRoutes } from '../src/platform/http/operations-routes.ts'
import { limits } from '../src/platform/http/limits.ts'
import { createLog } from '../src/platform/log/log.ts'
import { Problem } from '../src/platform/problem.ts'
import { pem } from '../src/protocol/x509/pem.ts'
import { actorWith, bareServer } from './support/bare-server.ts'
import { until } from './support/child-server.ts'
import { newIdentity } from './support/identity.ts'
import { testApp } from './support/test-app.ts'
import { testDatabase } from './support/test-database.ts'

function writtenLog(): { lines: () => string; log: ReturnType<typeof createLog> } {
  let text = ''
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  return { lines: () => text, log: createLog('trace', destination) }
}

test('whatever is refused is a problem with a code, a title and the id of the request', async () => {
  const { url, token } = await testApp()
  const send = async (method: string, path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) }
    const response = await fetch(url + path, { method, ...init, headers })
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    return (await response.json()) as Record<string, unknown>
  }
  const json = { 'content-type': 'application/json' }

  expect(await send('GET', '/api/v1/nowhere')).toMatchObject({ status: 404, code: 'route.not-found' })
  expect(await send('PUT', '/api/v1/jobs')).toMatchObject({ status: 404, code: 'route.not-found' })
  expect(await send('GET', '/api/v1/%zz')).toMatchObject({ status: 404, code: 'route.not-found' })
  expect(await send('GET', `/api/v1/devices/${'x'.repeat(600)}`)).toMatchObject({ status: 404 })
  expect(await send('POST', '/api/v1/roles', { body: '{"name":', headers: json })).toMatchObject({
    status: 400,
    code: 'request.invalid',
  })
  expect(await send('POST', '/api/v1/roles', { body: '{"__proto__":{"a":1}}', headers: json })).toMatchObject(
    {
      code: 'request.invalid',
    },
  )
  expect(
    await send('POST', '/api/v1/roles', { body: '<role/>', headers: { 'content-type': 'application/xml' } }),
  ).toMatchObject({ status: 415, code: 'request.media-type' })
  const long = JSON.stringify({ name: 'x'.repeat(limits.bodyBytes) })
  expect(await send('POST', '/api/v1/roles', { body: long, headers: json })).toMatchObject({
    status: 413,
    code: 'request.too-large',
    detail: 'The body may have 1 MiB',
    limit: limits.bodyBytes,
  })
  const invalid = await send('POST', '/api/v1/roles', { body: '{}', headers: json })
  expect(invalid).toMatchObject({ status: 400, code: 'request.invalid', title: 'The request is not valid' })
  expect(invalid['requestId']).toMatch(/^[\da-f-]{36}$/)
  expect(invalid['errors']).toContainEqual(expect.objectContaining({ pointer: '/name' }))
})

test('text that the database cannot hold is the caller’s mistake', async () => {
  const app = await testApp()
  for (const name of ['a\0b', '\0']) {
    expect((await app.api('POST', '/roles', { name, permissions: [] })).status).toBe(400)
    expect((await app.api('GET', `/audit-events?q=${encodeURIComponent(name)}`)).status).toBe(400)
  }
})

test('a failure says nothing but that it happened; the log has what helps and neither body nor headers', async () => {
  const { db } = await testDatabase()
  const { lines, log } = writtenLog()
  const server = await bareServer({ db, log })
  server.post('/api/v1/broken', { config: { access: 'signed-in' } }, async () => {
    throw Object.assign(new Error('relation "device" is gone'), { code: '42P01', detail: 'Key (pin)=(0815)' })
  })
  const answer = await server.inject({
    method: 'POST',
    url: '/api/v1/broken?code=4711',
    headers: { authorization: 'Bearer mst_geheim', cookie: 'muster_session=keks', 'x-other': 'kopfzeile' },
    payload: { password: 'hunter2', note: 'körper' },
  })
  expect(answer.statusCode).toBe(500)
  expect(Object.keys(answer.json()).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type'])
  expect(answer.body).not.toMatch(/relation|42P01|at /)

  const { requestId } = answer.json<{ requestId: string }>()
  const entry = JSON.parse(
    lines()
      .split('\n')
      .find((line) => line.includes('"error"'))!,
  ) as Record<string, unknown>
  expect(entry).toMatchObject({ requestId, method: 'POST', route: '/api/v1/broken', msg: 'request failed' })
  expect(entry['err']).toMatchObject({ errorCode: '42P01', message: 'relation "device" is gone' })
  expect(lines()).not.toMatch(/geheim|keks|kopfzeile|hunter2|körper|4711|0815/)
})

test('the log masks secrets by name, down to the third level', async () => {
  const { lines, log } = writtenLog()
  log.warn(
    { password: 'p1', device: { code: 'c1', token: 't1', deep: { privateKey: 'k1' } }, body: 'b1' },
    'x',
  )
  expect(lines()).not.toMatch(/p1|c1|t1|k1|b1/)
  expect(lines()).toContain('[secret]')
})

test('a request that its sender breaks off is not an error of ours', async () => {
  const { db } = await testDatabase()
  const { lines, log } = writtenLog()
  const server = await bareServer({ db, log })
  const readAll = async (request: FastifyRequest) => {
    for await (const part of request.parts()) if (part.type === 'file') await part.toBuffer()
    return {}
  }
  server.post('/api/v1/files', { config: { access: 'signed-in' } }, (request) => readAll(request))
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    'POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nabc',
  )
  await until(() => lines().includes('incoming') || socket.bytesWritten > 0)
  setTimeout(() => socket.destroy(), 100)
  await until(() => /broken off|request"/.test(lines()))
  expect(lines()).not.toContain('"level":"error"')
})

test('every answer carries the headers that protect a browser', async () => {
  const { url } = await testApp()
  for (const path of ['/', '/healthz', '/api/v1/session', '/api/v1/nowhere', '/api/openapi.json']) {
    const { headers } = await fetch(url + path)
    expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*frame-ancestors 'none'/)
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('strict-transport-security')).toBeNull()
    if (path.startsWith('/api/v1')) expect(headers.get('cache-control')).toBe('no-store')
  }
  const { db } = await testDatabase()
  const secure = await bareServer({ db, publicUrl: () => 'https://muster.example' })
  expect((await secure.inject('/x')).headers['strict-transport-security']).toMatch(/max-age=\d{7,}/)
})

test('speaks TLS with the certificate it is given, and tells browsers to stay with it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { certificate, key } = newIdentity('localhost', 'ec')
  const tls = { certificateFile: path.join(folder, 'cert.pem'), keyFile: path.join(folder, 'key.pem') }
  writeFileSync(tls.certificateFile, pem('CERTIFICATE', certificate))
  writeFileSync(tls.keyFile, key.export({ type: 'pkcs8', format: 'pem' }))
  const { db } = await testDatabase()
  const server = await bareServer({ db, tls })
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get(
      {
        host: '127.0.0.1',
        port,
        path: '/x',
        ca: pem('CERTIFICATE', certificate),
        servername: 'localhost',
        agent: false,
        checkServerIdentity: () => undefined,
      },
      resolve,
    ).on('error', reject),
  )
  expect(answer.statusCode).toBe(404)
  expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d{7,}/)
  answer.destroy()
})

test('health, readiness and metrics; the metrics of a server on this machine are open, from elsewhere they need a token', async () => {
  const { url, token } = await testApp()
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' })
  const metrics = await fetch(`${url}/metrics`)
  expect(await metrics.text()).toContain(
    'muster_http_request_duration_seconds_count{method="GET",route="/readyz",status="200"} 1',
  )

  const proxied = { 'x-forwarded-for': '203.0.113.7' }
  expect((await fetch(`${url}/metrics`, { headers: proxied })).status).toBe(401)
  const allowed = { ...proxied, authorization: `Bearer ${token}` }
  expect((await fetch(`${url}/metrics`, { headers: allowed })).status).toBe(200)
})

test('metrics from another address need the right permission, too', async () => {
  const { db } = await testDatabase()
  let actor: ReturnType<typeof actorWith> | undefined
  const identify = async () => actor
  const server = await bareServer({ db, identify })
  operationsRoutes(server, { db, identify, ready: () => true })
  const status = async () =>
    (await server.inject({ url: '/metrics', remoteAddress: '203.0.113.7' })).statusCode
  expect(await status()).toBe(401)
  actor = actorWith('device:read')
  expect(await status()).toBe(403)
  actor = actorWith('settings:read')
  expect(await status()).toBe(200)
})

test('a server without its database is alive and not ready', async () => {
  const { db, close } = await testDatabase()
  const server = await bareServer({ db })
  operationsRoutes(server, { db, identify: async () => undefined, ready: () => true })
  await server.ready()
  await close()
  expect((await server.inject('/healthz')).statusCode).toBe(200)
  expect((await server.inject('/readyz')).statusCode).toBe(503)
})

test('while it closes, running requests finish and new ones are told to come again', async () => {
  const { db } = await testDatabase()
  const server = await bareServer({ db })
  let finish = () => {}
  let started = false
  server.get('/slow', async () => {
    started = true
    await new Promise<void>((resolve) => (finish = resolve))
    return { done: true }
  })
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  const busy = fetch(`http://127.0.0.1:${port}/slow`)
  const waiting = connect(Number(port), '127.0.0.1')
  onTestFinished(() => void waiting.destroy())
  let heard = ''
  waiting.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  // A request that has begun when the server closes and ends later.
  waiting.write('GET /late HTTP/1.1\r\nHost: x\r\n')
  await until(() => started)
  const closed = server.close()
  await until(async () => (await fetch(`http://127.0.0.1:${port}/`).catch(() => null)) === null)
  waiting.write('\r\n')
  await until(() => heard.includes('server.stopping'))
  expect(heard).toMatch(/^HTTP\/1.1 503 /)
  expect(heard.toLowerCase()).toContain('connection: close')
  finish()
  expect(await (await busy).json()).toEqual({ done: true })
  await closed
})

/** A route that counts its effects and answers what it is told to. */
async function countingServer() {
  const { db } = await testDatabase()
  const server = await bareServer({ db })
  const state = { effects: 0, answer: async (): Promise<unknown> => ({ made: state.effects }) }
  server.post('/api/v1/things', { config: { access: 'signed-in' } }, async (_request, reply) => {
    state.effects++
    return reply.code(201).send(await state.answer())
  })
  const post = async (key: string, payload: object = { a: 1 }) =>
    await server.inject({
      method: 'POST',
      url: '/api/v1/things',
      headers: { 'idempotency-key': key },
      payload,
    })
  return { state, post, db }
}

test('of requests with one key that come at once, one has an effect; later ones get its answer', async () => {
  const { state, post } = await countingServer()
  let go = () => {}
  state.answer = async () => {
    await new Promise<void>((resolve) => (go = resolve))
    return { token: 'shown once' }
  }
  const first = post('k')
  await until(() => state.effects === 1)
  const during = await Promise.all(Array.from({ length: 5 }, () => post('k')))
  expect(during.map((answer) => answer.json<{ code: string }>().code)).toEqual(
    Array(5).fill('request.in-progress'),
  )
  go()
  expect((await first).statusCode).toBe(201)

  const after = await post('k')
  expect([after.statusCode, after.json(), after.headers['idempotent-replayed']]).toEqual([
    201,
    { token: 'shown once' },
    'true',
  ])
  expect((await post('k', { a: 2 })).json()).toMatchObject({
    status: 422,
    code: 'request.idempotency-mismatch',
  })
  expect(state.effects).toBe(1)
  state.answer = async () => ({})
  expect((await post('other')).statusCode).toBe(201)
})

test('a kept answer is not readable in the database', async () => {
  const { state, post, db } = await countingServer()
  state.answer = async () => ({ token: 'shown once' })
  await post('k')
  const { rows } = await sql<{
    text: string
  }>`select encode(response_sealed, 'escape') as text from idempotency_key`.execute(db)
  expect(rows).toHaveLength(1)
  expect(rows[0]!.text).not.toContain('shown once')
})

test('an answer that says "try again" frees the key; a refusal is kept', async () => {
  const { state, post } = await countingServer()
  for (const fail of [new Error('bug'), new Problem('dep.throttled'), new Problem('server.stopping')]) {
    state.answer = () => Promise.reject(fail)
    expect([429, 500, 503]).toContain((await post('k')).statusCode)
  }
  state.answer = () => Promise.reject(new Problem('role.already-exists'))
  expect((await post('k')).statusCode).toBe(409)
  state.answer = async () => ({ fine: true })
  const repeated = await post('k')
  expect(repeated.json()).toMatchObject({ status: 409, code: 'role.already-exists' })
  expect(repeated.headers['content-type']).toContain('application/problem+json')
  expect(state.effects).toBe(4)
})

test('an answer without a body is repeated without one, and a long key is refused', async () => {
  const { state, post } = await countingServer()
  state.answer = async () => null
  const [first, again] = [await post('k'), await post('k')]
  expect([again.statusCode, again.body]).toEqual([first.statusCode, first.body])
  expect((await post('x'.repeat(201))).json()).toMatchObject({ code: 'request.invalid' })
})

test('a key belongs to its sender, and one that nobody answered for five minutes is free', async () => {
  const { state, post, db } = await countingServer()
  await post('k')
  await sql`update idempotency_key set status = null, response_sealed = null, created_at = now() - interval '6 minutes'`.execute(
    db,
  )
  expect((await post('k')).statusCode).toBe(201)
  expect(state.effects).toBe(2)
  await sql`update idempotency_key set actor = 'admin:somebody-else'`.execute(db)
  expect((await post('k')).headers['idempotent-replayed']).toBeUndefined()
  expect(state.effects).toBe(3)
})
