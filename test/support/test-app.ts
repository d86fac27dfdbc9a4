import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { findRoleByName } from '../../src/admins/admin-store.ts'
import { insertApiToken } from '../../src/admins/api-token-store.ts'
import { createApp, type App, type AppOptions } from '../../src/app.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { newTestDatabase } from './test-database.ts'

export type Answer<T = any> = { status: number; headers: Headers; body: T } // oxlint-disable-line typescript/no-explicit-any -- a test says what it expects

export type TestApp = App & {
  url: string
  token: string
  /** A call as an administrator (by API token), or as the holder of another token. */
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  api<T = any>(
    method: string,
    path: string,
    body?: unknown,
    options?: { token?: string; headers?: Record<string, string> },
  ): Promise<Answer<T>>
  tokenFor(role: string): Promise<string>
}

/** The whole real server on a free port with a database of its own; ended after the test. */
export async function testApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  let url = ''
  const app = await createApp({
    connection: await newTestDatabase(),
    secretKey: randomBytes(32),
    log: createLog(process.env['TEST_LOG'] ?? 'silent'),
    publicUrl: () => url,
    depUrl: 'http://127.0.0.1:1',
    ...options,
  })
  onTestFinished(() => app.stop())
  url = await app.server.listen({ port: 0, host: '127.0.0.1' })

  const tokenFor = async (roleName: string) => {
    const role = await findRoleByName(app.platform.db, roleName)
    const { token } = await insertApiToken(app.platform.db, {
      name: `test ${roleName}`,
      roleId: role!.id,
      createdBy: 'test',
      expiresAt: null,
    })
    return token
  }
  const token = await tokenFor('Administrator')
  return {
    ...app,
    url,
    token,
    tokenFor,
    api: (method, path, body, { token: other = token, headers = {} } = {}) =>
      call(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${other}`, ...headers },
        body,
      }),
  }
}

type Call = { method: string; headers: Record<string, string>; body: unknown }

async function call(url: string, { method, headers, body }: Call): Promise<Answer> {
  const raw = body instanceof FormData || body instanceof Uint8Array || typeof body === 'string'
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body === undefined ? {} : { body: raw ? (body as FormData | string) : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? (JSON.parse(text) as unknown) : text,
  }
}
