import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { syncFolder } from '../sync-folder.ts'
import type { Connection } from './database.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { claimFolder, releaseFolder } from './folder-claim.ts'
import { keepServer } from './kept-server.ts'
import { accountFor, isReachableBy, type Account } from './postgres-account.ts'
import { findBinaries } from './postgres-binaries.ts'
import {
  findHome,
  makeHome,
  makePrivate,
  readPostmaster,
  refuseOtherMajor,
  socketFolder,
  stopLeftover,
} from './postgres-folder.ts'
import { runToEnd, startServer, type Place } from './postgres-process.ts'

export type EmbeddedPostgres = { connection: Connection; stop(): Promise<void> }

const user = 'muster'
const database = 'muster'

/**
 * The native PostgreSQL that npm brought, as a child on a Unix socket in the data folder: no TCP port, no password; the
 * socket's folder is closed to everybody but its owner. It ends when this process ends, however that happens.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  settings: Record<string, string> = {},
  report: (what: string) => void = () => {},
): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32')
    throw new EmbeddedPostgresError('There is no embedded database on Windows yet: set MUSTER_DATABASE_URL.')
  return inWords(dataDir, async () => {
    claimFolder(dataDir)
    try {
      return await startClaimed(dataDir, settings, report)
    } catch (error) {
      releaseFolder(dataDir)
      throw error
    }
  })
}

async function startClaimed(
  dataDir: string,
  settings: Record<string, string>,
  report: (what: string) => void,
): Promise<EmbeddedPostgres> {
  const found = findHome(dataDir)
  const account = accountFor(found)
  const home = found ?? makeHome(dataDir, account)
  refuseUnreachable(home, account)
  const socket = makePrivate(socketFolder(home), account)
  const place: Place = { binaries: findBinaries(home, account), account, cwd: home }
  const data = path.join(home, 'data')
  refuseOtherMajor(data)
  await stopLeftover(data)
  if (!existsSync(path.join(data, 'PG_VERSION'))) await createCluster(data, place)
  const options = serverOptions(data, socket, settings)
  const kept = await keepServer(data, () => startOverLeftover(options, place, data), report)
  const connection = { host: socket, port: 5432, user, database }
  const stop = async () => {
    await kept.stop()
    if (!socket.startsWith(home)) rmSync(socket, { recursive: true, force: true })
    releaseFolder(dataDir)
  }
  try {
    await ensureDatabase(connection)
    return { connection, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A server that was killed while its database was starting leaves one that is not to be seen at first. */
function startOverLeftover(options: string[], place: Place, data: string): Promise<ChildProcess> {
  return startServer(options, place).catch(async (error: unknown) => {
    if (!readPostmaster(data)) throw error
    await stopLeftover(data)
    return startServer(options, place)
  })
}

/** The connection to an embedded server that another process (the running Muster) has started; undefined when none runs. */
export async function connectToEmbedded(dataDir: string): Promise<Connection | undefined> {
  const running = await inWords(dataDir, async () => {
    const home = findHome(dataDir)
    return home && readPostmaster(path.join(home, 'data'))
  })
  if (!running) return undefined
  const connection = { host: running.socket, port: 5432, user, database }
  const client = new Client(connection)
  try {
    await client.connect()
    await client.query('select 1')
    return connection
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => {})
  }
}

function refuseUnreachable(home: string, account: Account | undefined): void {
  if (account && !isReachableBy(account, home))
    throw new EmbeddedPostgresError(
      `The account of the database (uid ${account.uid}) cannot enter ${home}: give the folders above it the right to be passed (chmod o+x).`,
    )
}

/** Made beside and renamed into place: a start that is interrupted here leaves nothing half-made. */
async function createCluster(data: string, place: Place): Promise<void> {
  const home = path.dirname(data)
  for (const name of readdirSync(home))
    if (name.startsWith('data.new-'))
      rmSync(path.join(home, name), { recursive: true, force: true, maxRetries: 10 })
  const draft = `${data}.new-${randomBytes(4).toString('hex')}`
  const encoding = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  await runToEnd('initdb', ['-D', draft, '-U', user, '--auth=trust', ...encoding], place)
  renameSync(draft, data)
  syncFolder(home)
}

function serverOptions(data: string, socket: string, settings: Record<string, string>): string[] {
  const configured = {
    ...defaults,
    ...settings,
    // A list in PostgreSQL's eyes: the quotes keep commas and blanks of the path in it.
    unix_socket_directories: `"${socket.replaceAll('"', '""')}"`,
  }
  return ['-D', data, ...Object.entries(configured).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

const defaults: Record<string, string> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  logging_collector: 'off',
  log_min_messages: 'warning',
  timezone: 'UTC',
  jit: 'off',
}

async function ensureDatabase(connection: { host: string; port: number; user: string }): Promise<void> {
  const client = new Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
    if (!rowCount) await client.query(`create database ${database}`)
  } finally {
    await client.end()
  }
}

/** What the file system refuses is the reader's to mend, and says it in a sentence. */
async function inWords<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException
    if (!syscall) throw error
    throw new EmbeddedPostgresError(
      `The data folder ${path.resolve(dataDir)} cannot be used by this account: ${message}.`,
      { cause: error },
    )
  }
}
