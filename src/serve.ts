import type { AddressInfo } from 'node:net'
import { openFirstRun } from './admins/first-run.ts'
import { createApp, type App } from './app.ts'
import type { Config } from './config.ts'
import { appOptions, openInstallation } from './installation.ts'
import { createLog, type Log } from './platform/log/log.ts'

export type Running = { app: App; url: string; firstRunToken: string | undefined; stop(): Promise<void> }

export type ServeOptions = { role?: 'all' | 'web' | 'worker'; log?: Log }

/** Starts everything and answers when requests are taken. */
export async function serve(
  config: Config,
  { role = 'all', log = createLog(config.logLevel) }: ServeOptions = {},
): Promise<Running> {
  const installation = await openInstallation(config)
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
