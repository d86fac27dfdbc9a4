import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { isReachableBy } from '../../src/platform/db/postgres-account.ts'

export const isRoot = process.getuid?.() === 0
/** An ordinary account of every machine; used when the tests run as root. */
export const nobody = { uid: 65534, gid: 65534 }

const checkout = path.dirname(path.dirname(import.meta.dirname))

/**
 * A checkout in a folder that is closed to others cannot be run by an ordinary user: then a copy of what runs is, in a folder
 * that is open.
 */
function checkoutFor(account: ChildOptions['account']): string {
  if (!account || isReachableBy(account, checkout)) return checkout
  const copy = mkdtempSync(path.join(tmpdir(), 'muster-checkout-'))
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
  const parts = ['src', 'migrations', 'package.json', 'node_modules'].map((name) => path.join(checkout, name))
  spawnSync('cp', ['-a', ...parts, copy], { stdio: 'inherit' })
  chmodSync(copy, 0o755)
  return copy
}

export type ChildServer = {
  process: ChildProcess
  /** The address, once it is ready; a child that ends first makes this fail with what it said. */
  ready: Promise<string>
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>
  kill(signal: NodeJS.Signals): void
}

export type ChildOptions = { env?: Record<string, string>; account?: { uid: number; gid: number } }

/** The real server, `src/main.ts`, as a process of its own on a free port; it is gone after the test. */
export function startChild(dataDir: string, { env = {}, account }: ChildOptions = {}): ChildServer {
  const { PATH = '' } = process.env
  const settings = {
    MUSTER_DATA_DIR: dataDir,
    MUSTER_PORT: '0',
    MUSTER_HOST: '127.0.0.1',
    MUSTER_LOG_LEVEL: 'error',
  }
  const root = checkoutFor(account)
  const node = root === checkout ? process.execPath : path.join(root, 'node_modules/node/bin/node')
  const child = spawn(node, [path.join(root, 'src/main.ts')], {
    cwd: '/',
    env: {
      PATH: root === checkout ? PATH : path.dirname(node) + ':' + PATH,
      HOME: path.dirname(dataDir),
      ...settings,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdout.resume()
  const ended = new Promise<Awaited<ChildServer['ended']>>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stderr })),
  )
  const ready = new Promise<string>((resolve, reject) => {
    child.stderr.on('data', () => {
      const url = /Muster is ready: (\S+)/.exec(stderr)?.[1]
      if (url) resolve(url)
    })
    void ended.then(({ code }) => reject(new Error(`The server ended with ${code}: ${stderr}`)))
  })
  ready.catch(() => {})
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { process: child, ready, ended, kill: (signal) => void child.kill(signal) }
}

/** A folder for one test, which ordinary accounts may enter. It goes when nothing works on it any more. */
export function testFolder(account?: { uid: number; gid: number }): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-child-'))
  chmodSync(folder, 0o755)
  if (account) chownSync(folder, account.uid, account.gid)
  onTestFinished(async () => {
    await until(() => processesOf(folder).length === 0)
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

export type Found = { pid: number; command: string }

/** Processes with this text in their arguments: the database of a data folder and its guard. */
export const processesOf = (text: string): Found[] =>
  (existsSync('/proc/self') ? listByProc() : listByPs()).filter(
    ({ pid, command }) => command.includes(text) && pid !== process.pid,
  )

const listByProc = (): Found[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: commandOf(name) }))

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

const listByPs = (): Found[] =>
  spawnSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+ /, '') }))

export async function until(isSo: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  for (let waited = 0; waited < seconds * 20; waited++) {
    if (await isSo()) return
    await sleep(50)
  }
  throw new Error(`It did not come true in ${seconds} s: ${isSo.toString()}`)
}
