import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { agentPaths } from '../src/android/agent/agent-paths.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const imei = '490154203237518'
const folder = new URL('fixtures/android-agent/', import.meta.url)
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(new URL(name, folder)))

/** What an agent could change. Arrivals and tries are kept of refused ones too. */
async function state({ platform: { db } }: TestApp): Promise<string> {
  const tables = [
    'device',
    'android_registration',
    'android_command',
    'enrollment',
    'bulk_enrollment',
  ] as const
  const rows = await Promise.all(
    tables.map((table) => db.selectFrom(table).selectAll().orderBy('id').execute()),
  )
  // That an agent was heard is noted once a minute, whatever it said.
  return JSON.stringify(rows, (name, value: unknown) => (name === 'last_seen_at' ? undefined : value))
}

/** A list with one phone that waits and one that is enrolled, which has a command waiting. */
async function world() {
  const app = await testApp()
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })
  const path = `/bulk-enrollments/${bulk.id}/devices`
  await app.api('POST', path, { imei })
  const { body: other } = await app.api('POST', path, { serial: 'R1', manufacturer: 'Nokia' })
  const claims = JSON.stringify({ serial: 'R1', manufacturer: 'Nokia', token: bulk.token })
  const registered = await fetch(`${app.url}${agentPaths.register}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: claims,
  })
  const { deviceToken } = (await registered.json()) as { deviceToken: string }
  await app.api('POST', `/devices/${other.id}/android/commands`, { kind: 'lock' })
  return { app, bulk, deviceToken }
}

type Call = {
  path: string
  body: Buffer | string
  contentType?: string
  authorization?: string
  query?: string
}

/** As bytes on the wire would arrive; header values that no client library lets out too. */
async function send(
  app: TestApp,
  { path, body, contentType = 'application/json', authorization, query = '' }: Call,
) {
  await sql`truncate credential_attempt`.execute(app.platform.db)
  const isReading = path === agentPaths.policy
  const answer = await app.server.inject({
    method: isReading ? 'GET' : 'POST',
    url: path + query,
    headers: { 'content-type': contentType, ...(authorization ? { authorization } : {}) },
    ...(isReading ? {} : { payload: body }),
  })
  return { status: answer.statusCode, body: answer.body }
}

/** 4xx in words, and nothing changed; or a good answer. Never a fault of the server. */
async function expectWords(app: TestApp, call: Call): Promise<number> {
  const before = await state(app)
  const { status, body } = await send(app, call)
  expect({ status, call: { ...call, body: call.body.toString('latin1').slice(0, 300) } }).toMatchObject({
    status: expect.toSatisfy((code: number) => code < 500),
  })
  if (status < 400) return status
  const words = JSON.parse(body) as { code?: string; message?: string; title?: string }
  expect(words.code).toMatch(/^[a-z-]+(\.[a-z-]+)?$/)
  expect(words.message ?? words.title).toMatch(/\w/)
  expect(await state(app)).toBe(before)
  return status
}

const posts = [agentPaths.precheck, agentPaths.register, agentPaths.login, agentPaths.code, agentPaths.report]

test('the corpus of bad bodies is answered in words by every call', async () => {
  const { app, deviceToken } = await world()
  for (const body of corpus)
    for (const path of posts) await expectWords(app, { path, body, authorization: `Bearer ${deviceToken}` })
})

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 300 }),
  fc.constant(imei),
)
const member = fc.oneof(text, fc.jsonValue(), fc.constant(null), fc.array(text, { maxLength: 6 }))
const names = [
  'imei',
  'imei2',
  'imeis',
  'meid',
  'serial',
  'manufacturer',
  'model',
  'osVersion',
  'nonce',
  'username',
  'password',
  'key',
  'code',
  'termsAccepted',
  'ownership',
  'facts',
  'results',
]
const shaped = fc
  .dictionary(fc.constantFrom(...names), member, { noNullPrototype: true })
  .map((body) => Buffer.from(JSON.stringify(body)))
const bytes = fc.oneof(
  { weight: 3, arbitrary: shaped },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each)) },
  { weight: 1, arbitrary: fc.json().map((each) => Buffer.from(each)) },
)
const contentType = fc.oneof(
  { weight: 6, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'multipart/form-data', 'a'),
  },
)
const printable = fc.string({
  unit: fc.constantFrom(...' !"#$%&()*+,-./09:;<=>?@AZ[]^_az{|}~'.split('')),
  maxLength: 120,
})

test('whatever bytes an agent sends, it is told in words, and what is refused changes nothing', async () => {
  const { app, deviceToken } = await world()
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...posts), bytes, contentType, async (path, body, type) => {
      const authorization = path === agentPaths.report ? `Bearer ${deviceToken}` : undefined
      const call = { path, body, contentType: type, ...(authorization ? { authorization } : {}) }
      seen.add(await expectWords(app, call))
    }),
    { numRuns: 250 },
  )
  for (const status of [200, 400, 403, 415]) expect([...seen]).toContain(status)
})

test('whatever an agent says it is, and however it asks for its policy', async () => {
  const { app, deviceToken } = await world()
  const bearer = fc.oneof(
    printable,
    printable.map((each) => `Bearer ${each}`),
    fc.constant(`Bearer ${deviceToken}`),
  )
  const query = fc.oneof(
    fc.constantFrom('', '?wait=0', '?wait=-1', '?wait=56', '?wait=1e9', '?wait[]=1', '?wait=NaN', '?x=%00'),
    printable.map((each) => `?wait=${encodeURIComponent(each)}x`),
  )
  await fc.assert(
    fc.asyncProperty(bearer, query, async (authorization, asked) => {
      const before = await state(app)
      const { status } = await send(app, { path: agentPaths.policy, body: '', authorization, query: asked })
      expect([200, 304, 400, 401, 404]).toContain(status)
      if (status >= 400) expect(await state(app)).toBe(before)
    }),
    { numRuns: 150 },
  )
})
