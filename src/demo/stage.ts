import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createAdministrator } from '../admins/first-run.ts'
import { loadConfig } from '../config.ts'
import { createLog } from '../platform/log/log.ts'
import { hashPassword } from '../platform/secrets/password.ts'
import { serve } from '../serve.ts'
import { startAppleSimulator, type AppleSimulator } from '../simulator/apple/apple-simulator.ts'
import { startMailSink, type MailSink } from '../simulator/mail/mail-sink.ts'
import { openDeviceAuthority } from '../simulator/device-authority-file.ts'
import type { Identity } from '../simulator/device/device-authority.ts'
import type { DeviceSpec } from '../simulator/apple/device-spec.ts'

export type Answer = { status: number; body: any } // oxlint-disable-line typescript/no-explicit-any -- the story reads answers as a script would

/** Muster and the simulated Apple, each listening on a real port, and an admin who is signed in over HTTP. */
export type Stage = {
  url: string
  apple: AppleSimulator
  /** Takes the mails; delivers none. */
  mail: MailSink
  deviceAuthority: Identity
  credentials: { username: string; password: string }
  api(method: string, path: string, body?: unknown): Promise<Answer>
  text(path: string): Promise<string>
  close(): Promise<void>
}

export async function setStage(devices: DeviceSpec[], env: NodeJS.ProcessEnv): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-demo-'))
  chmodSync(folder, 0o755)
  const deviceCa = path.join(folder, 'device-ca.pem')
  const deviceAuthority = await openDeviceAuthority(deviceCa)
  const apple = await startAppleSimulator({ devices })
  const mail = await startMailSink()
  const dataDir = path.join(folder, 'data')
  mkdirSync(dataDir)
  const config = loadConfig({
    MUSTER_PORT: String(await freePort(Number(env['MUSTER_PORT'] ?? 8080))),
    MUSTER_HOST: '127.0.0.1',
    MUSTER_DATA_DIR: dataDir,
    MUSTER_DEP_URL: apple.url,
    MUSTER_APPLE_DEVICE_CA: deviceCa,
    MUSTER_SMTP_URL: `smtp://${mail.host}:${mail.port}?security=none`,
    MUSTER_MAIL_FROM: 'it@school.example',
    MUSTER_LOG_LEVEL: env['MUSTER_LOG_LEVEL'] ?? 'error',
  })
  const { app, url, stop } = await serve(config, { log: createLog(config.logLevel) })

  const credentials = { username: 'admin', password: randomBytes(9).toString('base64url') }
  const passwordHash = await hashPassword(credentials.password)
  await app.platform.db
    .transaction()
    .execute((trx) =>
      createAdministrator(trx, { username: 'admin', displayName: 'Demo admin', passwordHash }),
    )
  const cookie = await signIn(url, credentials)
  const send = (method: string, address: string, body?: unknown) =>
    request(`${url}/api/v1${address}`, { method, cookie, body })
  return {
    url,
    apple,
    mail,
    deviceAuthority,
    credentials,
    api: async (method, address, body) => {
      const response = await send(method, address, body)
      return { status: response.status, body: response.status === 204 ? null : await response.json() }
    },
    text: async (address) => (await send('GET', address)).text(),
    async close() {
      await stop()
      await apple.close()
      await mail.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The wanted port when nobody has it, any other otherwise. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)))
  })
}

async function signIn(url: string, credentials: { username: string; password: string }): Promise<string> {
  const response = await request(`${url}/api/v1/session`, { method: 'POST', cookie: '', body: credentials })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

function request(
  url: string,
  { method, cookie, body }: { method: string; cookie: string; body: unknown },
): Promise<Response> {
  const raw = body instanceof FormData || body instanceof Uint8Array
  const type =
    body === undefined || body instanceof FormData
      ? {}
      : { 'content-type': raw ? 'application/pkcs7-mime' : 'application/json' }
  return fetch(url, {
    method,
    headers: { cookie, ...type },
    ...(body === undefined
      ? {}
      : { body: raw ? (body as FormData | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
  })
}
