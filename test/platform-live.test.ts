import { sql } from 'kysely'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { LiveEvent } from '../src/contract/job.ts'
import type { Actor } from '../src/platform/audit/actor.ts'
import type { Connection } from '../src/platform/db/database.ts'
import { announce, listenForEvents } from '../src/platform/events/live.ts'
import { liveStreamRoutes } from '../src/platform/http/live-stream.ts'
import { createLog } from '../src/platform/log/log.ts'
import { actorWith, bareServer } from './support/bare-server.ts'
import { until } from './support/child-server.ts'
import { testApp } from './support/test-app.ts'
import { newTestDatabase, testDatabase } from './support/test-database.ts'

const silent = createLog('silent')

async function listen(connection: Connection) {
  const live = await listenForEvents(connection, silent)
  onTestFinished(() => live.close())
  const heard: (LiveEvent | 'gap')[] = []
  live.subscribe(
    (event) => heard.push(event),
    () => heard.push('gap'),
  )
  return { live, heard }
}

test('what is announced in a transaction is heard when it commits, and never when it rolls back', async () => {
  const { db, connection } = await testDatabase()
  const { heard } = await listen(connection)
  await db
    .transaction()
    .execute(async (trx) => {
      await announce(trx, { topic: 'device', id: 'lost' })
      throw new Error('rolled back')
    })
    .catch(() => {})
  await db.transaction().execute(async (trx) => {
    await announce(trx, { topic: 'import', id: 'kept', progress: { rows: 7 } })
    expect(heard).toEqual([])
  })
  await until(() => heard.length > 0)
  expect(heard).toEqual([{ topic: 'import', id: 'kept', progress: { rows: 7 } }])
})

test('a message of another shape is not heard', async () => {
  const { db, connection } = await testDatabase()
  const { heard } = await listen(connection)
  for (const text of ['no json', '{"topic":"weather","id":null}', '[]'])
    await sql`select pg_notify('muster_live', ${text})`.execute(db)
  await announce(db, { topic: 'user', id: null })
  await until(() => heard.length > 0)
  expect(heard).toEqual([{ topic: 'user', id: null }])
})

test('listens again after its connection was ended and refused for a while, once, and says that there was a gap', async () => {
  const { db, connection } = await testDatabase()
  const { heard } = await listen(connection)
  const { database, ...server } = connection as { database: string; host: string; port: number; user: string }
  const outside = new Client({ ...server, database: 'postgres' })
  await outside.connect()
  onTestFinished(() => outside.end())
  const listeners = async () => {
    const text = `select pid from pg_stat_activity where datname = $1 and application_name = 'muster live'`
    return (await outside.query<{ pid: number }>(text, [database])).rows
  }
  const [before] = await listeners()
  await outside.query(`alter database ${database} allow_connections false`)
  await outside.query('select pg_terminate_backend($1)', [before!.pid])
  await until(async () => (await listeners()).length === 0)
  // Long enough for three refused tries.
  await outside.query('select pg_sleep(2.5)')
  await outside.query(`alter database ${database} allow_connections true`)
  await until(() => heard.includes('gap'))

  await announce(db, { topic: 'device', id: 'after' })
  await until(() => heard.length > 1)
  expect(heard).toEqual(['gap', { topic: 'device', id: 'after' }])
  expect(await listeners()).toHaveLength(1)
})

test('closes while it is trying to connect again', async () => {
  const { connection } = await testDatabase()
  const { live } = await listen(connection)
  const { database, ...server } = connection as { database: string; host: string; port: number; user: string }
  const outside = new Client({ ...server, database: 'postgres' })
  await outside.connect()
  onTestFinished(() => outside.end())
  await outside.query(`alter database ${database} allow_connections false`)
  await outside.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'muster live'`,
    [database],
  )
  await live.close()
})

type Stream = { text: () => string; ended: Promise<void>; headers: Headers }

async function openStream(url: string, headers: Record<string, string>): Promise<Stream> {
  const response = await fetch(`${url}/api/v1/events/stream`, { headers })
  expect(response.status).toBe(200)
  let text = ''
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body!) text += decoder.decode(chunk as Uint8Array, { stream: true })
  }
  return { text: () => text, ended: read().catch(() => {}), headers: response.headers }
}

const eventsOf = ({ text }: Stream) =>
  [...text().matchAll(/^data: (.*)$/gm)].map(([, json = '']) => (JSON.parse(json) as LiveEvent).topic)

test('the stream sends what the caller may read, on every server of the database, and ends when the server closes', async () => {
  const connection = await newTestDatabase()
  const [here, there] = [await testApp({ connection }), await testApp({ connection })]
  const help = await openStream(here.url, { authorization: `Bearer ${await here.tokenFor('Help desk')}` })
  const administrator = await openStream(there.url, { authorization: `Bearer ${here.token}` })
  expect(help.headers.get('content-type')).toBe('text/event-stream')
  expect(help.headers.get('x-content-type-options')).toBe('nosniff')

  for (const topic of ['dep-account', 'dep-device', 'dep-profile', 'import', 'device'] as const)
    await announce(here.platform.db, { topic, id: null })
  await until(() => eventsOf(help).includes('device') && eventsOf(administrator).includes('device'))
  expect(eventsOf(help)).toEqual(['device'])
  expect(eventsOf(administrator)).toEqual(['dep-account', 'dep-device', 'dep-profile', 'import', 'device'])

  await Promise.all([here.stop(), there.stop()])
  await Promise.all([help.ended, administrator.ended])
})

test('nobody without a session or token hears anything', async () => {
  const { url } = await testApp()
  expect((await fetch(`${url}/api/v1/events/stream`)).status).toBe(401)
})

test('a silent stream shows that it lives, loses what its reader may no longer read, and ends with the session', async () => {
  const { db, connection } = await testDatabase()
  const live = await listenForEvents(connection, silent)
  onTestFinished(() => live.close())
  let actor: Actor | undefined = actorWith('device:read', 'user:read')
  const server = await bareServer({ db, identify: async () => actor })
  liveStreamRoutes(server, { live }, 30)
  const stream = await openStream(await server.listen({ port: 0, host: '127.0.0.1' }), {})
  await until(() => stream.text().includes(': still here'))
  await announce(db, { topic: 'device', id: null })
  await until(() => eventsOf(stream).length === 1)

  actor = actorWith('user:read')
  const beats = () => stream.text().split(': still here').length
  const before = beats()
  await until(() => beats() > before + 2)
  await announce(db, { topic: 'device', id: null })
  await announce(db, { topic: 'user', id: null })
  await until(() => eventsOf(stream).length === 2)
  expect(eventsOf(stream)).toEqual(['device', 'user'])

  actor = undefined
  await stream.ended
})
