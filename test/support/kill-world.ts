import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { findRoleByName } from '../../src/admins/admin-store.ts'
import { insertApiToken } from '../../src/admins/api-token-store.ts'
import { openDatabase, type Db } from '../../src/platform/db/database.ts'
import { connectToEmbedded } from '../../src/platform/db/embedded-postgres.ts'
import type { Apple } from '../../src/simulator/apple/apple.ts'
import { startAppleSimulator } from '../../src/simulator/apple/apple-simulator.ts'
import { startChild, testFolder } from './child-server.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a test says what it expects
type Body = any

/** A server in a process of its own with an account at a simulated Apple that outlives it. */
export type KillWorld = {
  accountId: string
  apple: Apple
  api(method: string, at: string, body?: unknown): Promise<Body>
  portal(at: string, body: unknown): Promise<Buffer>
  /** Kills the server when its moment has come, whatever it is at, and starts another. */
  killDuring(work: () => Promise<unknown>, moment: Promise<unknown>): Promise<void>
  /** Syncs until the account is up to date. */
  sync(mode?: 'delta' | 'full'): Promise<void>
  database<T>(act: (db: Db) => Promise<T>): Promise<T>
}

export async function killWorld(pageSize: number): Promise<KillWorld> {
  const limits = { default: pageSize, maximum: pageSize }
  const simulator = await startAppleSimulator({ devices: pageSize * 3, limits, faults: { latencyMs: 15 } })
  onTestFinished(() => simulator.close())
  const dataDir = path.join(testFolder(), 'data')
  const start = () => startChild(dataDir, { env: { MUSTER_DEP_URL: simulator.url } })
  let server = start()
  let url = await server.ready

  const database: KillWorld['database'] = async (act) => {
    const { db, close } = openDatabase((await connectToEmbedded(dataDir))!, 1)
    try {
      return await act(db)
    } finally {
      await close()
    }
  }
  const token = await database(async (db) => {
    const role = await findRoleByName(db, 'Administrator')
    const wish = { name: 'test', roleId: role!.id, createdBy: 'test', expiresAt: null }
    return (await insertApiToken(db, wish)).token
  })
  const api: KillWorld['api'] = async (method, at, body) => {
    const isFile = body instanceof Uint8Array
    const type = isFile ? 'application/octet-stream' : 'application/json'
    const response = await fetch(`${url}/api/v1${at}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': type } : {}) },
      ...(body ? { body: isFile ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${at}: ${text}`)
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
  }
  const portal: KillWorld['portal'] = async (at, body) => {
    const response = await fetch(`${simulator.url}/portal${at}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    if (!response.ok) throw new Error(bytes.toString())
    return bytes
  }

  const { id: accountId } = await api('POST', '/dep/accounts', { name: 'School' })
  const settled = async () => {
    for (;;) {
      const { lastSync } = await api('GET', `/dep/accounts/${accountId}`)
      if (lastSync?.state !== 'running') return
      await sleep(30)
    }
  }
  const certificate = await api('GET', `/dep/accounts/${accountId}/certificate`)
  await api(
    'PUT',
    `/dep/accounts/${accountId}/token`,
    await portal('/servers', { certificate, name: 'School' }),
  )
  await settled()

  return {
    accountId,
    apple: simulator.apple,
    api,
    portal,
    database,
    async killDuring(work, moment) {
      const working = work().catch(() => undefined)
      await moment
      server.kill('SIGKILL')
      await Promise.all([working, server.ended])
      server = start()
      url = await server.ready
    },
    async sync(mode = 'delta') {
      await settled()
      await api('POST', `/dep/accounts/${accountId}/sync`, { mode })
      await settled()
    },
  }
}
