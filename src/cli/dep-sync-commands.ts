import { setTimeout as sleep } from 'node:timers/promises'
import { page } from '../contract/common.ts'
import { DepReconciliation, DepReconciliationReport } from '../contract/dep-reconciliation.ts'
import { DepSync } from '../contract/dep.ts'
import { findAccount, type Means } from './dep-lookup.ts'
import { CommandError } from './output.ts'
import { showLine } from './show-line.ts'

type Options = { full: boolean; wait: boolean }

/** Asks Apple for changes now. */
export async function syncDepAccount(means: Means, name: string, { full, wait }: Options): Promise<void> {
  const { client, output } = means
  const { id } = await findAccount(client, name)
  const started = await client.call(DepSync, 'POST', `/dep/accounts/${id}/sync`, {
    mode: full ? 'full' : 'delta',
  })
  if (!wait)
    return output.result(started, () => 'The sync has started; "muster dep accounts" tells how it ended.')
  const sync = await follow(means, started, {
    read: () => readSync(means, id, started),
    line: ({ pages, received, added, changed, removed }) =>
      `${received} received (${pages} pages): ${added} added, ${changed} changed, ${removed} removed`,
  })
  if (sync.state === 'failed') throw new CommandError(sync.error ?? 'The sync failed')
  const { received, added, changed, removed } = sync
  output.result(
    sync,
    () => `Synced: ${received} received, ${added} added, ${changed} changed, ${removed} removed.`,
  )
}

async function readSync({ client }: Means, accountId: string, sync: DepSync): Promise<DepSync> {
  const { items } = await client.call(page(DepSync), 'GET', `/dep/accounts/${accountId}/syncs?limit=10`)
  return items.find((item) => item.id === sync.id) ?? sync
}

/** Compares Apple's list with ours. Exit code 1 when something waits for a decision. */
export async function reconcileDepAccount(means: Means, name: string, wait: boolean): Promise<number> {
  const { client, output } = means
  const { id } = await findAccount(client, name)
  const address = `/dep/accounts/${id}/reconciliation`
  const started = await client.call(DepReconciliation, 'POST', address)
  if (!wait) {
    output.result(started, () => 'The reconciliation has started.')
    return 0
  }
  const done = await follow(means, started, {
    read: async () => {
      const { last, history } = await client.call(DepReconciliationReport, 'GET', address)
      return history.find((each) => each.id === started.id) ?? last ?? started
    },
    line: ({ phase, listed, expected, mended }) =>
      `${phase ?? 'waiting'}: ${listed} of about ${expected} listed, ${mended} mended`,
  })
  if (done.state === 'failed') throw new CommandError(done.error ?? 'The reconciliation failed')
  output.result(done, () => reconciledText(done))
  return done.open > 0 ? 1 : 0
}

function reconciledText({ listed, mended, open, kinds }: DepReconciliation): string {
  const lines = kinds.map(({ kind, ...counts }) => `  ${kind}: ${counts.mended} mended, ${counts.open} open`)
  const end = open > 0 ? `, ${open} wait for a decision (in the console, DEP, Reconciliation).` : '.'
  return [`Apple lists ${listed} devices: ${mended} differences mended${end}`, ...lines].join('\n')
}

type Followed = { state: string }

/** Waits until it is over, with a line about it on a terminal. */
export async function follow<T extends Followed>(
  { terminal }: Pick<Means, 'terminal'>,
  started: T,
  { read, line }: { read: () => Promise<T>; line: (now: T) => string },
): Promise<T> {
  const shown = showLine(terminal)
  try {
    for (let now = started; ; now = await read()) {
      if (now.state !== 'running') return now
      shown.write(line(now))
      await sleep(500)
    }
  } finally {
    shown.erase()
  }
}
