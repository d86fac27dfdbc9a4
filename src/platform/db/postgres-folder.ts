import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { giveTo, isReachableBy, type Account } from './postgres-account.ts'
import { bundledMajor } from './postgres-binaries.ts'
import { isZombie, processStart } from './process-start.ts'
import { makeSharedFolder } from './shared-folder.ts'

/** `postgres` in the data folder, or where that leads; undefined when it was not made yet. */
export function findHome(dataDir: string): string | undefined {
  const inside = path.join(path.resolve(dataDir), 'postgres')
  if (!lstatSync(inside, { throwIfNoEntry: false })) return undefined
  try {
    return realpathSync(inside)
  } catch (cause) {
    throw new EmbeddedPostgresError(`The database of this data folder is not where ${inside} says it is.`, {
      cause,
    })
  }
}

/**
 * Makes the home of a new cluster. Started as root, PostgreSQL runs under another account, which may not be able to enter the
 * data folder (a clone below /root, a private temporary folder); then the cluster lives in /var/lib/muster, and a link in the
 * data folder says so.
 */
export function makeHome(dataDir: string, account: Account | undefined): string {
  const folder = path.resolve(dataDir)
  const inside = path.join(folder, 'postgres')
  mkdirSync(folder, { recursive: true })
  if (!account || isReachableBy(account, folder)) return makePrivate(inside, account)
  const outside = makePrivate(
    path.join(makeSharedFolder(), `${path.basename(folder)}-${shortHash(folder)}`),
    account,
  )
  symlinkSync(outside, inside)
  return outside
}

/** A folder that only its owner can enter; one that somebody else made first is refused. */
export function makePrivate(folder: string, account: Account | undefined): string {
  if (!lstatSync(folder, { throwIfNoEntry: false })) mkdirSync(folder, { mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  const isFolder = lstatSync(folder).isDirectory()
  const mine = process.getuid?.() ?? uid
  if (!isFolder || (uid !== mine && uid !== account?.uid) || (mode & 0o077) !== 0)
    throw new EmbeddedPostgresError(`${folder} belongs to another account or is open to others: remove it.`)
  giveTo(account, folder)
  return folder
}

/**
 * A Unix socket's path may have about 100 bytes (sun_path); a long data folder gets its socket in /tmp, under a name that two
 * clusters do not share.
 */
export function socketFolder(home: string): string {
  const inside = path.join(home, 'socket')
  if (Buffer.byteLength(`${inside}/.s.PGSQL.5432`) <= 100) return inside
  return path.join('/tmp', `muster-${shortHash(home)}`)
}

export function refuseOtherMajor(data: string): void {
  const file = path.join(data, 'PG_VERSION')
  if (!existsSync(file)) return
  const written = readFileSync(file, 'utf8').trim()
  if (written === String(bundledMajor)) return
  const way =
    Number(written) > bundledMajor
      ? 'Install the Muster that wrote it.'
      : 'Restore a backup into a new data folder (docs/operations.md, Upgrading the database).'
  throw new EmbeddedPostgresError(
    `The data folder was written by PostgreSQL ${written}; this Muster brings PostgreSQL ${bundledMajor}. ${way}`,
  )
}

type Postmaster = { pid: number; socket: string }

/** The server that holds a cluster; undefined when none is alive. */
export function readPostmaster(data: string): Postmaster | undefined {
  const file = path.join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lock = readLock(file)
  return lock.pid > 0 && isPostgres(lock.pid, data) ? lock : undefined
}

/** PostgreSQL's lock file holds line by line: pid, data folder, start, port, socket folder. */
function readLock(file: string): Postmaster {
  const [pid = '', , , , socket = ''] = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(pid), socket }
}

function isPostgres(pid: number, data: string): boolean {
  if (processStart(pid) === undefined) return false
  const commandLine = `/proc/${pid}/cmdline`
  return existsSync(commandLine) ? readFileSync(commandLine, 'utf8').split('\0').includes(data) : true
}

/**
 * A database that outlived its Muster (the server and the guarding shell were killed) is stopped: the folder is ours already,
 * so nobody else uses it.
 */
export async function stopLeftover(data: string): Promise<void> {
  const found = readPostmaster(data)
  if (found) process.kill(found.pid, 'SIGINT')
  for (let waited = 0; waited < 300; waited++) {
    if (!readPostmaster(data) && !hasSessions(data)) return removeDeadLocks(data)
    await sleep(100)
  }
  throw new EmbeddedPostgresError(
    `A database process still holds ${data} and does not stop. End it and start again.`,
  )
}

/** Sessions of a killed server end by themselves, in their own time; their working folder is the cluster. */
function hasSessions(data: string): boolean {
  if (!existsSync('/proc/self/cwd') || !existsSync(data)) return false
  const folder = realpathSync(data)
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && folderOf(name) === folder)
}

function folderOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

/** Where nobody collects the dead (a container without an init), PostgreSQL takes its own zombie for a living server. */
function removeDeadLocks(data: string): void {
  const file = path.join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const { pid, socket } = readLock(file)
  if (!isZombie(pid)) return
  rmSync(file)
  rmSync(path.join(socket, '.s.PGSQL.5432.lock'), { force: true })
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
