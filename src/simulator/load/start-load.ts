import { Worker } from 'node:worker_threads'
import { addHistogram, newHistogram } from './histogram.ts'
import type { LoadOrder, LoadTotals } from './load-order.ts'

/** The devices of an order in threads of their own, each with its share of them; answers what all of them saw. */
export async function startLoad(order: LoadOrder, threads = 1): Promise<LoadTotals> {
  const shares = Array.from({ length: threads }, (_, n) => shareOf(order, n, threads))
  return sumOf(await Promise.all(shares.map(runThread)))
}

function shareOf(order: LoadOrder, n: number, of: number): LoadOrder {
  const isMine = (_: unknown, index: number) => index % of === n
  return {
    ...order,
    enroll: order.enroll.filter(isMine),
    enrolled: order.enrolled.filter(isMine),
    enrollAtOnce: Math.max(Math.round(order.enrollAtOnce / of), 1),
    pollAtOnce: Math.max(Math.round(order.pollAtOnce / of), 1),
  }
}

function runThread(order: LoadOrder): Promise<LoadTotals> {
  const worker = new Worker(new URL('load-worker.ts', import.meta.url), { workerData: order })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('A thread of the load ended early')))
  })
}

function sumOf(all: readonly LoadTotals[]): LoadTotals {
  const sum: LoadTotals = { latencies: {}, enrollSeconds: 0, pollSeconds: 0, enrolled: [], failures: {} }
  for (const { latencies, enrollSeconds, pollSeconds, enrolled, failures } of all) {
    sum.enrolled.push(...enrolled)
    for (const [name, histogram] of Object.entries(latencies))
      addHistogram((sum.latencies[name] ??= newHistogram()), histogram)
    for (const [what, count] of Object.entries(failures))
      sum.failures[what] = (sum.failures[what] ?? 0) + count
    sum.enrollSeconds = Math.max(sum.enrollSeconds, enrollSeconds)
    sum.pollSeconds = Math.max(sum.pollSeconds, pollSeconds)
  }
  return sum
}
