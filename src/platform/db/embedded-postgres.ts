import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Connection } from './database.ts'
import { accountFor, giveTo, isReachableBy, type Account } from './postgres-account.ts'
import { bundledMajor, findBinaries } from './postgres-binaries.ts'
import { claimFolder, readPostmaster, releaseFolder, socketFolder, stopLeftover } from './postgres-folder.ts'

export type EmbeddedPostgres = { connection: Connection; stop(): Promise<void> }

export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
}

const user = 'muster'
const database = 'muster'

/**
 * The native PostgreSQL that npm brought, as a child on a Unix socket in the data folder: no TCP port, no password; the
 * socket's folder is closed to everybody but its owner. It ends when this process ends, however that happens.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32')
    throw new EmbeddedPostgresError('There is no embedded database on Windows yet: set MUSTER_DATABASE_URL')
  const account = accountFor()
  const home = homeFor(dataDir, account)
  claimFolder(dataDir)
  try {
    const socket = socketFolder(home)
    for (const folder of [home, socket]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      giveTo(account, folder)
    }
    const binaries = findBinaries(home, account)
    const data = path.join(home, 'data')
    refuseOtherMajor(data)
    await stopLeftover(data)
    if (!existsSync(path.join(data, 'PG_VERSION'))) await createCluster(binaries, data, account)
    const child = await startServer({ binaries, data, socket, account, settings })
    const connection = { host: socket, port: 5432, user, database }
    await ensureDatabase(connection)
    return { connection, stop: () => stopServer(child, dataDir) }
  } catch (error) {
    releaseFolder(dataDir)
    throw error
  }
}

/** The connection to an embedded server that another process (the running Muster) has started; undefined when none runs. */
export async function connectToEmbedded(dataDir: string): Promise<Connection | undefined> {
  const home = homeFor(dataDir, accountFor())
  if (!readPostmaster(path.join(home, 'data'))) return undefined
  const connection = { host: socketFolder(home), port: 5432, user, database }
  const client = new pg.Client(connection)
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

/**
 * Where the cluster lives: `postgres` in the data folder. Started as root, PostgreSQL runs under another account, which may
 * not be able to enter the data folder (a clone below /root, a private temporary folder); then it lives in /var/lib/muster.
 */
function homeFor(dataDir: string, account: Account | undefined): string {
  const inside = path.join(path.resolve(dataDir), 'postgres')
  if (!account) return inside
  mkdirSync(dataDir, { recursive: true })
  return isReachableBy(account, path.resolve(dataDir))
    ? inside
    : path.join('/var/lib/muster', path.resolve(dataDir).replace(/[^\w.-]+/g, '_'))
}

function refuseOtherMajor(data: string): void {
  const file = path.join(data, 'PG_VERSION')
  if (!existsSync(file)) return
  const written = Number(readFileSync(file, 'utf8').trim())
  if (written === bundledMajor) return
  const way =
    written > bundledMajor
      ? 'Install the Muster that wrote it.'
      : 'Restore a backup into a new data folder (docs/operations.md, Upgrading the database).'
  throw new EmbeddedPostgresError(
    `The data folder was written by PostgreSQL ${written}; this Muster brings PostgreSQL ${bundledMajor}. ${way}`,
  )
}

/** Made beside and renamed into place: a start that is interrupted here leaves nothing half-made. */
async function createCluster(binaries: string, data: string, account: Account | undefined): Promise<void> {
  const draft = `${data}.new`
  rmSync(draft, { recursive: true, force: true })
  const options = [
    '-D',
    draft,
    '-U',
    user,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]
  const child = spawn(
    path.join(binaries, 'bin', 'initdb'),
    options,
    childOptions(account, path.dirname(data), 'ignore'),
  )
  const { code, text } = await outcome(child)
  if (code !== 0) throw new EmbeddedPostgresError(`The database could not be created: ${text}`)
  renameSync(draft, data)
}

type Start = {
  binaries: string
  data: string
  socket: string
  account: Account | undefined
  settings: Record<string, string>
}

/**
 * A shell stands between: it waits on its standard input, which closes when this process dies for any reason (SIGKILL too),
 * and then asks PostgreSQL to stop. A session of its own keeps Ctrl+C in the terminal away from the database.
 */
const guard =
  'exec 3<&0; "$0" "$@" </dev/null & p=$!; (read -r _ <&3; kill -INT $p 2>/dev/null) & w=$!; wait $p; r=$?; kill $w 2>/dev/null; exit $r'

async function startServer({ binaries, data, socket, account, settings }: Start): Promise<ChildProcess> {
  const configured = { ...defaults, ...settings, unix_socket_directories: socket }
  const options = Object.entries(configured).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = path.join(binaries, 'bin', 'postgres')
  const child = spawn('/bin/sh', ['-c', guard, server, '-D', data, ...options], {
    ...childOptions(account, data, 'pipe'),
    detached: true,
  })
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr!.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000)
      if (log.includes('ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('close', (code) =>
      reject(new EmbeddedPostgresError(`The database did not start (exit code ${code}): ${log}`)),
    )
  })
  return child
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

async function stopServer(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = new Promise((resolve) => child.once('close', resolve))
    child.stdin!.end()
    await closed
  }
  releaseFolder(dataDir)
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
    if (!rowCount) await client.query(`create database ${database}`)
  } finally {
    await client.end()
  }
}

const childOptions = (account: Account | undefined, cwd: string, stdin: 'ignore' | 'pipe') => ({
  ...(account ? { uid: account.uid, gid: account.gid } : {}),
  cwd,
  env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  stdio: [stdin, 'ignore', 'pipe'] as ['ignore' | 'pipe', 'ignore', 'pipe'],
})

function outcome(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr!.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-4000)))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, text }))
  })
}
