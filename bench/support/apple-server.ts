import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createApp, type App } from '../../src/app.ts'
import { startEmbeddedPostgres } from '../../src/platform/db/embedded-postgres.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { pem } from '../../src/protocol/x509/pem.ts'
import { createDeviceAuthority, type Identity } from '../../src/simulator/device/device-authority.ts'

export type AppleServer = { app: App; url: string; deviceAuthority: Identity; stop(): Promise<void> }

/** A server in this process with a database of its own, which trusts simulated devices. */
export async function startAppleServer(): Promise<AppleServer> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-bench-'))
  chmodSync(dataDir, 0o755)
  const postgres = await startEmbeddedPostgres(dataDir)
  const deviceAuthority = createDeviceAuthority()
  let url = ''
  const app = await createApp({
    connection: postgres.connection,
    secretKey: randomBytes(32),
    log: createLog('silent'),
    publicUrl: () => url,
    depUrl: 'http://127.0.0.1:1',
    appleDeviceCa: pem('CERTIFICATE', deviceAuthority.certificate),
  })
  url = await app.server.listen({ port: 0, host: '127.0.0.1' })
  return {
    app,
    url,
    deviceAuthority,
    async stop() {
      await app.stop()
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
