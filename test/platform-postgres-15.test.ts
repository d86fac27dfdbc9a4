import { existsSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openFirstRun } from '../src/admins/first-run.ts'
import { startChild, testFolder } from './support/child-server.ts'
import { apply, device, fixture, plan } from './support/import.ts'
import { hasPostgres15, startPostgres15 } from './support/postgres-15.ts'
import { testApp } from './support/test-app.ts'

/** A database as an operator makes one: owned by a role that may do nothing else, reached over TCP by a password. */
async function ownedDatabase(): Promise<string> {
  const { host, port, user, stop } = await startPostgres15()
  onTestFinished(stop)
  const client = new Client({ host, port, user, database: 'postgres' })
  await client.connect()
  await client.query(`create role keeper login password 'p@ss/word'`)
  await client.query('create database devices owner keeper')
  await client.end()
  return `postgres://keeper:${encodeURIComponent('p@ss/word')}@127.0.0.1:${port}/devices`
}

async function runJourney(): Promise<void> {
  const app = await testApp({ connection: { connectionString: await ownedDatabase() } })
  const password = 'correct horse battery staple'
  const token = await openFirstRun(app.platform.db)
  const anonymous = { headers: { authorization: '' } }
  const first = { token, username: 'ana', displayName: 'Ana', password }
  expect((await app.api('POST', '/first-run', first, anonymous)).status).toBe(201)
  expect((await app.api('POST', '/session', { username: 'ana', password }, anonymous)).status).toBe(200)

  const { body: made } = await app.api('POST', '/devices', {
    identifier: 'ipad-1',
    platform: 'ios',
    displayName: 'Küche',
  })
  expect((await app.api('GET', '/devices?q=küch')).body).toMatchObject({ items: [{ id: made.id }], total: 1 })
  expect((await app.api('PATCH', `/devices/${made.id}`, { displayName: 'Hall' })).body).toMatchObject({
    displayName: 'Hall',
  })
  expect((await app.api('DELETE', `/devices/${made.id}`)).status).toBe(204)

  const planned = await plan(app, fixture('example1.csv'))
  await apply(app, planned.id)
  expect(await device(app, 'apple001')).toMatchObject({ userName: 'user0001', serial: 'AAABBBCCCDDD' })
}

async function runServer(): Promise<void> {
  const url = await ownedDatabase()
  const dataDir = path.join(testFolder(), 'data')
  const [here, there] = [0, 1].map(() => startChild(dataDir, { env: { MUSTER_DATABASE_URL: url } }))
  for (const at of [await here!.ready, await there!.ready])
    expect((await fetch(`${at}/readyz`)).status).toBe(200)
  expect(existsSync(path.join(dataDir, 'postgres'))).toBe(false)
  for (const server of [here!, there!]) {
    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0 })
  }

  for (const wrong of [
    url.replace('p%40ss', 'geheim'),
    url.replace(/:\d+\//, ':1/'),
    url.replace('/devices', '/geheim'),
  ]) {
    const refused = await startChild(dataDir, { env: { MUSTER_DATABASE_URL: wrong } }).ended
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The database of MUSTER_DATABASE_URL .*\n$/),
    })
    expect(refused.stderr).not.toMatch(/geheim|keeper/)
  }
}

async function findNothing(): Promise<void> {
  expect(existsSync('/usr/lib/postgresql/15/bin/postgres')).toBe(false)
}

const cases: [string, () => Promise<void>][] = hasPostgres15
  ? [
      [
        'signs in, keeps devices and imports on PostgreSQL 15 as a role that only owns its database',
        runJourney,
      ],
      [
        'two servers share a PostgreSQL 15; a wrong password, port or name is said without printing it',
        runServer,
      ],
    ]
  : [['PostgreSQL 15 is not installed here (Debian: postgresql-15), so nothing ran on it', findNothing]]
test.for(cases)('%s', async ([, run]) => {
  await run()
})
