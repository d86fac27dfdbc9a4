import { readFileSync } from 'node:fs'
import type { AppOptions } from './app.ts'
import type { Config } from './config.ts'
import type { Connection } from './platform/db/database.ts'
import { googleAt } from './google/google-urls.ts'
import { connectToEmbedded, startEmbeddedPostgres } from './platform/db/embedded-postgres.ts'
import { loadSecretKey } from './platform/secrets/secret-key.ts'
import { proxyMatcher } from './platform/http/trusted-proxies.ts'

/** The database of the environment, open for as long as it is needed. */
export type Installation = { connection: Connection; secretKey: Buffer; close(): Promise<void> }

/** For the server: it owns the embedded database. `report` hears of trouble with it that mends itself. */
export async function openInstallation(
  { databaseUrl, dataDir, secretKey }: Config,
  report?: (what: string) => void,
): Promise<Installation> {
  const key = loadSecretKey(secretKey, dataDir)
  if (databaseUrl)
    return { connection: { connectionString: databaseUrl }, secretKey: key, close: async () => {} }
  const embedded = await startEmbeddedPostgres(dataDir, {}, report)
  return { connection: embedded.connection, secretKey: key, close: () => embedded.stop() }
}

/** For commands that work on the database: beside a running server through its socket, else with a server of their own. */
export async function borrowInstallation(config: Config): Promise<Installation> {
  const running = config.databaseUrl ? undefined : await connectToEmbedded(config.dataDir)
  if (!running) return openInstallation(config)
  return {
    connection: running,
    secretKey: loadSecretKey(config.secretKey, config.dataDir),
    close: async () => {},
  }
}

/** What the app takes from the environment beside its database. */
export function appOptions(
  config: Config,
): Pick<
  AppOptions,
  | 'depUrl'
  | 'appleDeviceCa'
  | 'apnsUrl'
  | 'apnsCa'
  | 'google'
  | 'mail'
  | 'tls'
  | 'trustedProxies'
  | 'deviceIdentity'
> {
  const { depUrl, appleDeviceCaFile, apnsUrl, apnsCaFile, mail, trustedProxies } = config
  const { asksClientCerts, clientCertHeader } = config
  const tls = config.tls && { ...config.tls, asksClientCerts }
  const header =
    clientCertHeader && trustedProxies
      ? { name: clientCertHeader, isProxy: proxyMatcher(trustedProxies) }
      : undefined
  const appleDeviceCa = appleDeviceCaFile ? readFileSync(appleDeviceCaFile, 'utf8') : undefined
  const apnsCa = apnsCaFile ? readFileSync(apnsCaFile, 'utf8') : undefined
  const google = config.googleUrl === undefined ? undefined : googleAt(config.googleUrl)
  const deviceIdentity = { header, tls: asksClientCerts }
  return { depUrl, appleDeviceCa, apnsUrl, apnsCa, google, mail, tls, trustedProxies, deviceIdentity }
}
