import { setTimeout as pause } from 'node:timers/promises'
import type {
  DepDifference,
  DepReconciliation,
  DepReconciliationReport,
} from '../../src/contract/dep-reconciliation.ts'
import type { DepTest } from './dep-test.ts'

export const reportOf = async ({ app }: DepTest, accountId: string): Promise<DepReconciliationReport> =>
  (await app.api('GET', `/dep/accounts/${accountId}/reconciliation`)).body

/** Asks for a reconciliation and waits for its end. */
export async function reconcile(dep: DepTest, accountId: string): Promise<DepReconciliation> {
  const { status, body } = await dep.app.api('POST', `/dep/accounts/${accountId}/reconciliation`)
  if (status !== 202) throw new Error(JSON.stringify(body))
  return endOf(dep, accountId)
}

export async function endOf(dep: DepTest, accountId: string): Promise<DepReconciliation> {
  for (;;) {
    const { last } = await reportOf(dep, accountId)
    if (last && last.state !== 'running') return last
    await pause(30)
  }
}

export const differencesOf = async (
  { app }: DepTest,
  accountId: string,
  query = '',
): Promise<DepDifference[]> =>
  (await app.api('GET', `/dep/accounts/${accountId}/reconciliation/differences?limit=500${query}`)).body.items

/** As `kind serial state`, by serial number. */
export const linesOf = (differences: readonly DepDifference[]): string[] =>
  differences.map(({ kind, serial, state }) => `${kind} ${serial} ${state}`)

/** A change at Apple of which no sync ever hears: the events are dropped, as Apple sometimes does. */
export async function silently({ apple: { apple } }: DepTest, change: () => unknown): Promise<void> {
  const { servers } = apple.organization
  const before = new Map([...servers.values()].map((server) => [server, server.events.length]))
  await change()
  for (const server of servers.values()) server.events.length = before.get(server) ?? server.events.length
}
