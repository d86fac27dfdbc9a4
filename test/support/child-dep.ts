import path from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { findRoleByName } from '../../src/admins/admin-store.ts'
import { insertApiToken } from '../../src/admins/api-token-store.ts'
import { openDatabase, type Db } from '../../src/platform/db/database.ts'
import { connectToEmbedded } from '../../src/platform/db/embedded-postgres.ts'
import { startAppleSimulator, type AppleSimulator } from '../../src/simulator/apple/apple-simulator.ts'
import { startChild, testFolder } from './child-server.ts'

type Call = (method: string, at: string, body?: unknown) => Promise<any> // oxlint-disable-line typescript/no-explicit-any -- a test says what it expects

/** A server that can be killed and started again over the same data, beside a simulated Apple that lives on. */
export type ChildDep = {
  apple: AppleSimulator
  call: Call
  portal(at: string, body: object): Promise<Buffer>
  /** Ends the server without a word, and starts it again. */
  killAndStart(meanwhile?: () => Promise<void>): Promise<void>
  /** What a dead server held is free after ten minutes; nobody waits so long here. */
  tenMinutesLater(): Promise<void>
}

export async function childDep(devices: number): Promise<ChildDep> {
  const apple = await startAppleSimulator({ devices })
  onTestFinished(() => apple.close())
  const dataDir = path.join(testFolder(), 'data')
  const start = () => startChild(dataDir, { env: { MUSTER_DEP_URL: apple.url } })
  let server = start()
  let url = await server.ready
  const token = await withDatabase(dataDir, makeToken)
  return {
    apple,
    call: (method, at, body) => callApi(`${url}/api/v1${at}`, { method, token, body }),
    async portal(at, body) {
      const init = { method: 'POST', body: JSON.stringify(body) }
      return Buffer.from(await (await fetch(`${apple.url}/portal${at}`, init)).arrayBuffer())
    },
    async killAndStart(meanwhile = async () => {}) {
      server.kill('SIGKILL')
      await server.ended
      await meanwhile()
      server = start()
      url = await server.ready
    },
    async tenMinutesLater() {
      await withDatabase(dataDir, (db) =>
        sql`update dep_assignment set next_try_at = next_try_at - interval '11 minutes'
          where state = 'waiting' and asking_since is not null`.execute(db),
      )
    },
  }
}

async function withDatabase<T>(dataDir: string, act: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = openDatabase((await connectToEmbedded(dataDir))!, 1)
  try {
    return await act(db)
  } finally {
    await close()
  }
}

async function makeToken(db: Db): Promise<string> {
  const role = await findRoleByName(db, 'Administrator')
  const wish = { name: 'test', roleId: role!.id, createdBy: 'test', expiresAt: null }
  return (await insertApiToken(db, wish)).token
}

async function callApi(
  url: string,
  { method, token, body }: { method: string; token: string; body: unknown },
) {
  const isFile = body instanceof Uint8Array
  const type = isFile ? 'application/octet-stream' : 'application/json'
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': type } : {}) },
    ...(body ? { body: isFile ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as unknown) : text
}
