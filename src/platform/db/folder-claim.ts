import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { processStart } from './process-start.ts'

/** Which process uses a data folder. */
type Owner = { pid: number; startedAt: string }

export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
}

const ownerFile = (dataDir: string) => path.join(dataDir, 'muster.pid')

/**
 * One Muster a data folder. The note is written beside and linked into place, so that nobody ever reads half of one; a note of
 * a process that is gone is nobody's and is set aside.
 */
export function claimFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true })
  const file = ownerFile(dataDir)
  const draft = besides(file)
  const me: Owner = { pid: process.pid, startedAt: processStart(process.pid) ?? '' }
  writeFileSync(draft, JSON.stringify(me), { mode: 0o644 })
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (linkNew(draft, file)) return
      refuseLiving(readOwner(file), dataDir)
      setAside(file, dataDir)
    }
    throw new FolderInUseError(`The data folder ${dataDir} is being taken by another Muster at this moment.`)
  } finally {
    rmSync(draft, { force: true })
  }
}

export function releaseFolder(dataDir: string): void {
  const file = ownerFile(dataDir)
  const owner = readOwner(file)
  if (owner?.pid === process.pid && owner.startedAt === processStart(process.pid))
    rmSync(file, { force: true })
}

/** Renaming takes exactly one file out of the way; if it turns out to be a fresh note of a faster process, that one gets it back. */
function setAside(file: string, dataDir: string): void {
  const aside = besides(file)
  try {
    renameSync(file, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  try {
    const owner = readOwner(aside)
    if (owner && isAlive(owner)) linkNew(aside, file)
    refuseLiving(owner, dataDir)
  } finally {
    rmSync(aside, { force: true })
  }
}

function refuseLiving(owner: Owner | undefined, dataDir: string): void {
  if (owner && isAlive(owner))
    throw new FolderInUseError(
      `The data folder ${dataDir} is in use by another Muster (process ${owner.pid}). Stop it, or set MUSTER_DATA_DIR to another folder.`,
    )
}

const isAlive = ({ pid, startedAt }: Owner) => processStart(pid) === startedAt

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    return undefined
  }
}

function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

const besides = (file: string) => `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code
