import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

export type Account = { uid: number; gid: number }

/**
 * PostgreSQL refuses to run as root: then whoever owns the cluster's home runs it, and a new one gets the first of these accounts
 * that exists. Undefined: run as we are.
 */
export function accountFor(home: string | undefined): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = home && statSync(home)
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : serviceAccount()
}

function serviceAccount(): Account {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  for (const wanted of ['postgres', 'node', 'nobody']) {
    const found = accounts.find(({ name }) => name === wanted)
    if (found) return { uid: found.uid, gid: found.gid }
  }
  throw new EmbeddedPostgresError(
    'Muster runs as root and finds no account for the database: create one named "postgres", or start Muster as an ordinary user.',
  )
}

/** Whether the account can enter a folder, which depends on every folder above it too. */
export function isReachableBy({ uid, gid }: Account, folder: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { uid, gid, stdio: 'ignore', cwd: '/' })
  return status === 0
}

export function giveTo(account: Account | undefined, file: string): void {
  if (account) chownSync(file, account.uid, account.gid)
}

/** Whatever the umask of this process: a tree that every account may read and run. */
export function openTree(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const file = path.join(entry.parentPath, entry.name)
    chmodSync(file, entry.isDirectory() ? 0o755 : statSync(file).mode | 0o444)
  }
}
