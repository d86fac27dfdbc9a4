import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { openTree, type Account } from './postgres-account.ts'
import { makeSharedFolder } from './shared-folder.ts'

/** The major version of the server in @embedded-postgres/*; its data folders are of this major. */
export const bundledMajor = 18

type Shipped = { folder: string; version: string }

/**
 * The folder with bin/, lib/ and share/ that the database's account can run: the package's, or a copy where that account cannot
 * reach it or the package lacks its links and is not ours to complete.
 */
export function findBinaries(home: string, account: Account | undefined): string {
  const shipped = shippedBinaries()
  if (tryPrepare(shipped.folder) && canRun(shipped.folder, account)) return shipped.folder
  return copyBinaries(shipped, account ? makeSharedFolder() : home, account)
}

function shippedBinaries(): Shipped {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const root = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    return { folder: path.join(root, 'native'), version }
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded database for this machine (${name}): set MUSTER_DATABASE_URL.`,
      { cause },
    )
  }
}

/** Made beside and renamed into place, under the version it was copied from. Of two that copy at once, one is kept. */
function copyBinaries({ folder, version }: Shipped, parent: string, account: Account | undefined): string {
  const copy = path.join(parent, `bin-${version}`)
  if (!existsSync(copy)) {
    const draft = `${copy}.new-${randomBytes(4).toString('hex')}`
    cpSync(folder, draft, { recursive: true, verbatimSymlinks: true })
    prepare(draft)
    openTree(draft)
    keepFirst(draft, copy)
  }
  if (!canRun(copy, account))
    throw new EmbeddedPostgresError(
      `The embedded database does not run on this machine (${copy}/bin/postgres): set MUSTER_DATABASE_URL.`,
    )
  return copy
}

function keepFirst(draft: string, copy: string): void {
  try {
    renameSync(draft, copy)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
}

/** Fails where something is missing in a package folder that is not ours to complete. */
function tryPrepare(folder: string): boolean {
  try {
    prepare(folder)
    return true
  } catch {
    return false
  }
}

/**
 * npm archives carry no symbolic links and a blocked install script makes none, so the shared libraries' names are linked here,
 * from the package's own list.
 */
function prepare(folder: string): void {
  const list = readFileSync(path.join(folder, 'pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const file = path.join(folder, path.relative('native', target))
    if (!existsSync(file)) symlinkSync(path.relative(path.dirname(target), source), file)
  }
  for (const program of ['postgres', 'initdb', 'pg_ctl']) makeExecutable(path.join(folder, 'bin', program))
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK)
  } catch {
    chmodSync(file, 0o755)
  }
}

function canRun(folder: string, account: Account | undefined): boolean {
  const who = account ? { uid: account.uid, gid: account.gid } : {}
  const { status } = spawnSync(path.join(folder, 'bin', 'postgres'), ['--version'], {
    ...who,
    stdio: 'ignore',
    cwd: '/',
  })
  return status === 0
}
