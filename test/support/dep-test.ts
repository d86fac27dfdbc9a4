import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { testApp, type Answer, type TestApp } from './test-app.ts'
import type { DepAccount, DepSync } from '../../src/contract/dep.ts'
import { openApple } from '../../src/dep/apple.ts'
import { assignDue } from '../../src/dep/due-assignments.ts'
import {
  startAppleSimulator,
  type AppleSimulator,
  type AppleSimulatorOptions,
} from '../../src/simulator/apple/apple-simulator.ts'

/** The real server beside a simulated Apple, each on a port of its own. */
export type DepTest = {
  app: TestApp
  apple: AppleSimulator
  /** Asks the portal; the bytes of its answer. */
  portal(path: string, body?: unknown): Promise<Buffer>
  /** An account whose token was uploaded and whose first sync is done. */
  account(name?: string): Promise<DepAccount>
  /** Makes (or renews) an MDM server for the account's certificate; the token file. */
  tokenFor(accountId: string, more?: Record<string, unknown>): Promise<Buffer>
  putToken(accountId: string, file: Uint8Array | string): Promise<Answer>
  sync(accountId: string, mode?: 'delta' | 'full'): Promise<DepSync>
  lastSync(accountId: string): Promise<DepSync>
  /** What the schedule does every five minutes. */
  runDue(): Promise<void>
}

type Options = { apple?: AppleSimulatorOptions; app?: Parameters<typeof testApp>[0] }

export async function depTest({
  apple: appleOptions = {},
  app: appOptions = {},
}: Options = {}): Promise<DepTest> {
  const apple = await startAppleSimulator(appleOptions)
  onTestFinished(() => apple.close())
  const app = await testApp({ depUrl: apple.url, ...appOptions })

  const portal = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${apple.url}/portal${path}`, init)
    const bytes = Buffer.from(await response.arrayBuffer())
    if (!response.ok) throw new Error(`The portal answered ${response.status} ${bytes.toString()}`)
    return bytes
  }
  const tokenFor: DepTest['tokenFor'] = async (accountId, more = {}) => {
    const { body: certificate } = await app.api<string>('GET', `/dep/accounts/${accountId}/certificate`)
    return portal('/servers', { certificate, name: accountId, ...more })
  }
  const putToken: DepTest['putToken'] = (accountId, file) =>
    app.api('PUT', `/dep/accounts/${accountId}/token`, file, {
      headers: { 'content-type': 'application/octet-stream' },
    })
  const readSync = async (accountId: string): Promise<DepSync> => {
    const { body } = await app.api<DepAccount>('GET', `/dep/accounts/${accountId}`)
    if (!body.lastSync) throw new Error('The account has no sync')
    return body.lastSync
  }
  const lastSync = async (accountId: string): Promise<DepSync> => {
    for (;;) {
      const sync = await readSync(accountId)
      if (sync.state !== 'running') return sync
      await pause(50)
    }
  }
  return {
    app,
    apple,
    portal,
    tokenFor,
    putToken,
    lastSync,
    async runDue() {
      const { platform } = app
      const signal = new AbortController().signal
      await assignDue({ platform, apple: openApple(platform, apple.url), signal })
      // The server's own schedule may have been faster; what it has taken it has leased for ten minutes.
      while (await isLeased(app)) await pause(20)
    },
    async account(name = `account ${randomUUID()}`) {
      const { body } = await app.api<DepAccount>('POST', '/dep/accounts', { name })
      const saved = await putToken(body.id, await tokenFor(body.id))
      if (saved.status !== 200) throw new Error(JSON.stringify(saved.body))
      await lastSync(body.id)
      return (await app.api<DepAccount>('GET', `/dep/accounts/${body.id}`)).body
    },
    async sync(accountId, mode = 'delta') {
      const { status, body } = await app.api<DepSync>('POST', `/dep/accounts/${accountId}/sync`, { mode })
      if (status !== 202) throw new Error(JSON.stringify(body))
      return lastSync(accountId)
    },
  }
}

async function isLeased({ platform: { db, clock } }: TestApp): Promise<boolean> {
  const leased = await db
    .selectFrom('dep_assignment')
    .select('dep_device_id')
    .where('state', '=', 'waiting')
    .where('next_try_at', '<=', new Date(clock().getTime() + 10 * 60_000).toISOString())
    .executeTakeFirst()
  return leased !== undefined
}
