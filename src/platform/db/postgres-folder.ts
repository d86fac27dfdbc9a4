import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Which process uses a data folder: its pid and when that process started, since pids are used again. */
type Owner = { pid: number; startedAt: string }

export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
}

const ownerFile = (dataDir: string) => path.join(dataDir, 'muster.pid')

/** One Muster a data folder. A note of a process that is gone is nobody's and is taken over. */
export function claimFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true })
  const me: Owner = { pid: process.pid, startedAt: processStart(process.pid) ?? '' }
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(ownerFile(dataDir), JSON.stringify(me), { flag: 'wx', mode: 0o644 })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = readOwner(dataDir)
    if (owner && owner.pid !== process.pid && processStart(owner.pid) === owner.startedAt)
      throw new FolderInUseError(
        `The data folder ${dataDir} is in use by another Muster (process ${owner.pid}). Stop it, or set MUSTER_DATA_DIR to another folder.`,
      )
    rmSync(ownerFile(dataDir), { force: true })
  }
  throw new FolderInUseError(`The data folder ${dataDir} is being taken by another Muster at this moment.`)
}

export function releaseFolder(dataDir: string): void {
  if (readOwner(dataDir)?.pid === process.pid) rmSync(ownerFile(dataDir), { force: true })
}

function readOwner(dataDir: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(ownerFile(dataDir), 'utf8')) as Owner
  } catch {
    return undefined
  }
}

/** When a process started, in the kernel's own count (proc(5), stat, field 22); elsewhere only whether it is there. */
function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined
  }
  const stat = `/proc/${pid}/stat`
  if (!existsSync(stat)) return 'alive'
  try {
    return readFileSync(stat, 'utf8').split(') ').at(-1)!.split(' ')[19]
  } catch {
    return undefined
  }
}

/** The server that holds a cluster, from its lock file; undefined when none is alive. */
export function readPostmaster(data: string): number | undefined {
  const file = path.join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  return pid > 0 && isPostgres(pid, data) ? pid : undefined
}

function isPostgres(pid: number, data: string): boolean {
  if (processStart(pid) === undefined) return false
  const commandLine = `/proc/${pid}/cmdline`
  return existsSync(commandLine) ? readFileSync(commandLine, 'utf8').includes(data) : true
}

/**
 * A database that outlived its Muster (both the server and the guarding shell were killed) is stopped: the folder is ours
 * already, so nobody else uses it.
 */
export async function stopLeftover(data: string): Promise<void> {
  const pid = readPostmaster(data)
  if (!pid) return
  process.kill(pid, 'SIGINT')
  for (let waited = 0; waited < 300; waited++) {
    if (!readPostmaster(data)) return
    await sleep(100)
  }
  throw new FolderInUseError(
    `A database process (${pid}) still holds ${data} and does not stop. End it and start again.`,
  )
}

/** A Unix socket's path may have about 100 bytes (sun_path); a long data folder gets its socket in the temporary folder. */
export function socketFolder(home: string): string {
  const inside = path.join(home, 'socket')
  if (Buffer.byteLength(`${inside}/.s.PGSQL.5432`) <= 100) return inside
  return path.join(tmpdir(), `muster-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`)
}
