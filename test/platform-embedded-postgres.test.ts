import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { connectToEmbedded } from '../src/platform/db/embedded-postgres.ts'
import { isReachableBy } from '../src/platform/db/postgres-account.ts'
import { findHome, readPostmaster } from '../src/platform/db/postgres-folder.ts'
import {
  isRoot,
  nobody,
  processesOf,
  startChild,
  testFolder,
  until,
  type ChildServer,
} from './support/child-server.ts'

const dataOf = (dataDir: string) => path.join(findHome(dataDir)!, 'data')

async function openClient(dataDir: string): Promise<Client> {
  const client = new Client(await connectToEmbedded(dataDir))
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end().catch(() => {}))
  return client
}

async function isHealthy(url: string): Promise<boolean> {
  const answers = await Promise.all(['/readyz', '/api/v1/first-run'].map((at) => fetch(url + at)))
  return answers.every(({ ok }) => ok)
}

const endsPolitely = async ({ ended }: ChildServer, sentence: RegExp) => {
  const { code, stderr } = await ended
  expect(stderr).toMatch(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).not.toContain('    at ')
  expect(code).toBe(1)
}

type Account = { uid: number; gid: number } | undefined
const accounts: [string, Account][] = isRoot
  ? [
      ['root', undefined],
      ['an ordinary user', nobody],
    ]
  : [['the user of this run', undefined]]
test.for(accounts)(
  'starts and stops as %s; the folder of its socket is closed to others',
  async ([, account]) => {
    const dataDir = path.join(testFolder(account), 'data')
    const server = startChild(dataDir, account ? { account } : {})
    expect(await isHealthy(await server.ready)).toBe(true)

    const socket = readPostmaster(dataOf(dataDir))!.socket
    expect(statSync(socket).mode & 0o777).toBe(0o700)
    if (isRoot && !account) expect(isReachableBy(nobody, socket)).toBe(false)
    if (account) expect(statSync(dataOf(dataDir)).uid).toBe(account.uid)

    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0 })
    expect(processesOf(dataDir)).toEqual([])
  },
)

/** Writes numbers one after the other, remembering what was acknowledged, until the connection breaks. */
async function writeUntilBroken(dataDir: string, acknowledged: number[]): Promise<void> {
  const client = await openClient(dataDir)
  await client.query('create table if not exists kept (n int primary key)')
  try {
    for (let n = acknowledged.length; ; n++) {
      await client.query('insert into kept values ($1)', [n])
      acknowledged.push(n)
    }
  } catch {
    // The database went away, as it was meant to.
  }
}

const signalAll = (found: { pid: number }[]) => {
  for (const { pid } of found) process.kill(pid, 'SIGKILL')
}

const catastrophes: Record<string, (server: ChildServer, dataDir: string) => void> = {
  'the server': (server) => server.kill('SIGKILL'),
  'the server, again': (server) => server.kill('SIGKILL'),
  'everything at once': (server, dataDir) => {
    signalAll(processesOf(dataDir))
    server.kill('SIGKILL')
  },
  'the server and the guarding shells': (server, dataDir) => {
    // Held still first: it would start a database again whose guard ends.
    server.kill('SIGSTOP')
    signalAll(processesOf(dataDir).filter(({ command }) => command.startsWith('/bin/sh')))
    server.kill('SIGKILL')
  },
}

test('survives kill -9 while it writes: no process left, nothing acknowledged lost, the next start works', async () => {
  const dataDir = path.join(testFolder(), 'data')
  const acknowledged: number[] = []
  let server = startChild(dataDir)
  await server.ready
  for (const [what, strike] of Object.entries(catastrophes)) {
    const client = await openClient(dataDir)
    const writing = writeUntilBroken(dataDir, acknowledged)
    const before = acknowledged.length
    await until(() => acknowledged.length > before + 50)

    strike(server, dataDir)
    await server.ended
    await client.end().catch(() => {})
    if (what === 'the server and the guarding shells')
      expect(processesOf(dataDir).map(({ command }) => command)).toEqual([
        expect.stringMatching(/postgres -D/),
      ])
    else await until(() => processesOf(dataDir).length === 0, 5)

    server = startChild(dataDir)
    expect(await isHealthy(await server.ready)).toBe(true)
    await writing
    const { rows } = await (await openClient(dataDir)).query<{ n: number }>('select n from kept order by n')
    const kept = new Set(rows.map(({ n }) => n))
    expect(acknowledged.filter((n) => !kept.has(n))).toEqual([])
    // One more may have been committed whose acknowledgement never arrived.
    for (let n = acknowledged.length; n < rows.length; n++) acknowledged.push(n)
  }
  server.kill('SIGTERM')
  expect(await server.ended).toMatchObject({ code: 0 })
})

test('refuses politely: a folder in use, a database of a newer Muster, a data folder of a newer PostgreSQL', async () => {
  const dataDir = path.join(testFolder(), 'data')
  const first = startChild(dataDir)
  const url = await first.ready

  await endsPolitely(startChild(dataDir), /in use by another Muster \(process \d+\)/)
  expect(await isHealthy(url)).toBe(true)

  const client = await openClient(dataDir)
  await client.query(`insert into schema_migration (name, hash) values ('9999_future.sql', 'x')`)
  await client.end()
  first.kill('SIGTERM')
  await first.ended
  await endsPolitely(startChild(dataDir), /9999_future\.sql.*newer version/)
  expect(processesOf(dataDir)).toEqual([])

  writeFileSync(path.join(dataOf(dataDir), 'PG_VERSION'), '99\n')
  await endsPolitely(startChild(dataDir), /written by PostgreSQL 99/)
})

test('of two first starts at once one serves and the other is refused', async () => {
  const dataDir = path.join(testFolder(), 'data')
  const both = [startChild(dataDir), startChild(dataDir)]
  const [winner, loser] = await Promise.any(
    both.map(async (server, i) => [await server.ready, both[1 - i]!] as const),
  )
  await endsPolitely(loser, /in use by|being taken by/)
  expect(await isHealthy(winner)).toBe(true)
})

test('starts with a long path, with blanks, commas, quotes and letters of any script in it', async () => {
  const dataDir = path.join(testFolder(), `it's "my", Müller ${'lång'.repeat(20)}`, 'データ')
  const server = startChild(dataDir)
  expect(await isHealthy(await server.ready)).toBe(true)
  expect(Buffer.byteLength(dataDir)).toBeGreaterThan(100)
  server.kill('SIGTERM')
  expect(await server.ended).toMatchObject({ code: 0 })
})

test('an initdb that is killed leaves nothing half-made', async () => {
  const dataDir = path.join(testFolder(), 'data')
  const home = path.join(dataDir, 'postgres')
  const drafts = () => (existsSync(home) ? readdirSync(home).filter((name) => name.startsWith('data')) : [])
  const killed = startChild(dataDir)
  await until(() => drafts().length > 0 && readdirSync(path.join(home, drafts()[0]!)).length > 3)
  killed.kill('SIGKILL')
  await killed.ended
  expect(existsSync(path.join(home, 'data'))).toBe(false)

  const again = startChild(dataDir)
  expect(await isHealthy(await again.ready)).toBe(true)
  expect(drafts()).toEqual(['data'])
})

async function liveElsewhere(): Promise<void> {
  const closed = testFolder()
  chmodSync(closed, 0o700)
  const dataDir = path.join(closed, 'data')
  const server = startChild(dataDir)
  expect(await isHealthy(await server.ready)).toBe(true)
  const home = findHome(dataDir)!
  onTestFinished(() => rmSync(home, { recursive: true }))
  expect(home).toMatch(/^\/var\/lib\/muster\/data-/)
  await (await openClient(dataDir)).query('create table kept (n int)')
  server.kill('SIGTERM')
  await server.ended

  chmodSync(closed, 0o755)
  const again = startChild(dataDir)
  await again.ready
  await (await openClient(dataDir)).query('select * from kept')
  again.kill('SIGTERM')
  expect(await again.ended).toMatchObject({ code: 0 })
}

async function refuseForeignFolder(): Promise<void> {
  const dataDir = path.join(testFolder(), 'data')
  mkdirSync(path.join(dataDir, 'postgres'), { recursive: true })
  chmodSync(path.join(dataDir, 'postgres'), 0o000)
  onTestFinished(() => chmodSync(path.join(dataDir, 'postgres'), 0o700))
  await endsPolitely(startChild(dataDir), /cannot be used by this account/)
}

const closedFolder: [string, () => Promise<void>] = isRoot
  ? ['a data folder that only root can enter has its database elsewhere and finds it again', liveElsewhere]
  : ['a data folder of another account is refused politely', refuseForeignFolder]
test(closedFolder[0], () => closedFolder[1]())

test('a database that is killed alone is started again under the running server', async () => {
  const dataDir = path.join(testFolder(), 'data')
  const server = startChild(dataDir)
  const url = await server.ready
  const { pid } = readPostmaster(dataOf(dataDir))!
  process.kill(pid, 'SIGKILL')
  await until(() => ![undefined, pid].includes(readPostmaster(dataOf(dataDir))?.pid))
  await until(() => isHealthy(url).catch(() => false))
  server.kill('SIGTERM')
  expect(await server.ended).toMatchObject({ code: 0 })
  expect(processesOf(dataDir)).toEqual([])
})

test('SIGTERM lets a slow request finish and then ends with exit code 0', async () => {
  const dataDir = path.join(testFolder(), 'data')
  const server = startChild(dataDir)
  const url = await server.ready
  const client = await openClient(dataDir)
  await client.query('begin')
  await client.query('lock table admin in access exclusive mode')
  const slow = fetch(`${url}/api/v1/first-run`)
  const isWaiting = async () =>
    (await client.query(`select 1 from pg_locks where not granted`)).rowCount === 1
  await until(isWaiting)

  server.kill('SIGTERM')
  await until(() =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => !ok,
      () => true,
    ),
  )
  await client.query('commit')
  await client.end()
  expect((await slow).status).toBe(200)
  expect(await server.ended).toMatchObject({ code: 0 })
})
