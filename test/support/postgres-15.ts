import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { accountFor, giveTo } from '../../src/platform/db/postgres-account.ts'
import { runToEnd, startServer, stopServer, type Place } from '../../src/platform/db/postgres-process.ts'

const installed = '/usr/lib/postgresql/15'

/** Debian's PostgreSQL 15, the oldest we support; pg_trgm comes with its package. */
export const hasPostgres15 = existsSync(path.join(installed, 'bin/postgres'))

export type Postgres15 = { host: string; port: number; user: string; stop(): Promise<void> }

/**
 * A cluster of its own in a temporary folder: everybody who reaches its socket is trusted, over TCP a password is asked for.
 * It ends with this process.
 */
export async function startPostgres15(settings: Record<string, string> = {}): Promise<Postgres15> {
  const account = accountFor(undefined)
  const home = mkdtempSync(path.join(tmpdir(), 'muster-pg15-'))
  giveTo(account, home)
  const data = path.join(home, 'data')
  const place: Place = { binaries: installed, account, cwd: home }
  const user = 'muster'
  const auth = ['--auth-local=trust', '--auth-host=scram-sha-256']
  await runToEnd(
    'initdb',
    ['-D', data, '-U', user, ...auth, '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    place,
  )
  const port = await freePort()
  const all: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: home,
    fsync: 'off',
    ...settings,
  }
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = await startServer(['-D', data, ...options], place)
  const stop = async () => {
    await stopServer(child)
    rmSync(home, { recursive: true, force: true })
  }
  return { host: home, port, user, stop }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
