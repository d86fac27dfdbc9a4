import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import type { Account } from './postgres-account.ts'

/** Where the programs are, whose they are, and the folder they start in. */
export type Place = { binaries: string; account: Account | undefined; cwd: string }

/**
 * A shell stands between: it waits on its standard input, which closes when this process dies for any reason (SIGKILL too), and
 * then asks the program to stop. A session of its own keeps Ctrl+C in the terminal away from the database, and it does not end
 * before the program does.
 */
const guard =
  'trap "" TERM INT HUP; exec 3<&0; "$0" "$@" </dev/null 3<&- & p=$!; (read -r _ <&3; kill -INT $p 2>/dev/null) & w=$!; wait $p; r=$?; kill -9 $w 2>/dev/null; exit $r'

export function spawnGuarded(
  program: string,
  args: string[],
  { binaries, account, cwd }: Place,
): ChildProcess {
  return spawn('/bin/sh', ['-c', guard, path.join(binaries, 'bin', program), ...args], {
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
    cwd,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  })
}

/** The last lines a program wrote to its standard error, as they stand. */
export function followErrors(child: ChildProcess, heard?: (text: string) => void): () => string {
  let text = ''
  child.stderr!.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000)
    heard?.(text)
  })
  return () => text.trim()
}

export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}

export async function runToEnd(program: string, args: string[], place: Place): Promise<void> {
  const child = spawnGuarded(program, args, place)
  const errors = followErrors(child)
  const code = await ended(child)
  if (code !== 0) throw new EmbeddedPostgresError(`The database could not be created: ${errors()}`)
}

/** Answers when the server takes connections. */
export async function startServer(args: string[], place: Place): Promise<ChildProcess> {
  const child = spawnGuarded('postgres', args, place)
  await new Promise<void>((resolve, reject) => {
    const errors = followErrors(child, (text) => {
      if (text.includes('ready to accept connections')) resolve()
    })
    ended(child).then(
      (code) => reject(new EmbeddedPostgresError(`The database did not start (${code}): ${errors()}`)),
      reject,
    )
  })
  return child
}

/** Closing the guard's standard input asks for a fast shutdown: sessions end, nothing committed is lost. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = ended(child)
  child.stdin!.end()
  await closed
}
