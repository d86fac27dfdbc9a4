import { spawnSync } from 'node:child_process'
import { chownSync, readFileSync } from 'node:fs'

export type Account = { name: string; uid: number; gid: number }

/** PostgreSQL refuses to run as root: then it gets the first of these accounts that exists. Undefined: run as we are. */
export function accountFor(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  const found = ['postgres', 'node', 'nobody']
    .map((name) => accounts.find((a) => a.name === name))
    .find(Boolean)
  if (!found)
    throw new Error(
      'The server runs as root and finds no account for the database: create one named "postgres"',
    )
  return found
}

export function isReachableBy(account: Account, folder: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], {
    uid: account.uid,
    gid: account.gid,
    stdio: 'ignore',
    cwd: '/',
  })
  return status === 0
}

export function giveTo(account: Account | undefined, file: string): void {
  if (account) chownSync(file, account.uid, account.gid)
}
