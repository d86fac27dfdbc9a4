import type { AddressInfo } from 'node:net'
import { openFirstRun } from './admins/first-run.ts'
import { createApp, type App } from './app.ts'
import { loadConfig, type Config } from './config.ts'
import { appOptions, openInstallation } from './installation.ts'
import { createLog, type Log } from './platform/log/log.ts'

export type Running = { app: App; url: string; firstRunToken: string | undefined; stop(): Promise<void> }

export type ServeOptions = { role?: 'all' | 'web' | 'worker'; log?: Log }

/** Starts everything and answers when requests are taken. */
export async function serve(
  config: Config,
  { role = 'all', log = createLog(config.logLevel) }: ServeOptions = {},
): Promise<Running> {
  const installation = await openInstallation(config, (what) => log.warn(what))
  let url = config.url ?? ''
  try {
    const { connection, secretKey } = installation
    const app = await createApp({
      ...appOptions(config),
      connection,
      secretKey,
      log,
      role,
      publicUrl: () => url,
    })
    await app.server.listen({ port: config.port, host: config.host })
    url ||= localUrl(app, config)
    const firstRunToken = await openFirstRun(app.platform.db)
    const stop = async () => {
      await app.stop()
      await installation.close()
    }
    return { app, url, firstRunToken, stop }
  } catch (error) {
    await installation.close()
    throw error
  }
}

/** Without MUSTER_URL this machine's own name for itself; devices need a real one. */
function localUrl({ server }: App, { tls }: Config): string {
  const { port } = server.server.address() as AddressInfo
  return `${tls ? 'https' : 'http'}://localhost:${port}`
}

/** The first signal stops gently: requests finish, jobs are handed back. The second ends the process at once. */
export function stopOnSignals(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal)
}

/** What is the reader's to mend: the sentence helps, the stack does not. */
export const plainErrors = [
  'ConfigError',
  'EmbeddedPostgresError',
  'FolderInUseError',
  'MigrationError',
  'Problem',
  'SecretError',
]

/** What stands between us and the database: Node's codes for the network, PostgreSQL's for who and what is refused. */
const isDatabaseOutOfReach = (code = '') =>
  ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', '28P01', '28000', '3D000', '57P03'].includes(code)

/** Serves until a signal comes; says where, and how to make the first admin. */
export async function runServer(env: NodeJS.ProcessEnv, role: ServeOptions['role'] = 'all'): Promise<void> {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  try {
    const config = loadConfig(env)
    const log = createLog(config.logLevel)
    const { url, firstRunToken, stop } = await serve(config, { role, log })
    stopOnSignals(stop, log)
    log.info({ url }, 'ready')
    say(`\n  Muster is ready: ${url}`)
    if (firstRunToken) say(`  First run: open the address and enter this token: ${firstRunToken}`)
    if (!config.url) say('  Devices reach it only when MUSTER_URL is set to its public https address.')
    say('')
  } catch (error) {
    const { name, message, stack, code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') say('The port is in use by another program: set MUSTER_PORT to a free one.')
    else if (isDatabaseOutOfReach(code))
      say(`The database of MUSTER_DATABASE_URL cannot be used (${code}): check address, name and password.`)
    else say(plainErrors.includes(name) ? message : (stack ?? message))
    process.exit(1)
  }
}
