import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopLeftover } from './postgres-folder.ts'
import { ended, stopServer } from './postgres-process.ts'

export type Kept = { stop(): Promise<void> }

const retryMs = 1000

/** A server that ends by itself (killed by hand, or for want of memory) is started again until it is asked to stop. */
export async function keepServer(
  data: string,
  start: () => Promise<ChildProcess>,
  report: (what: string) => void,
): Promise<Kept> {
  const stopping = new AbortController()
  let child = await start()

  const following = (async () => {
    for (;;) {
      await ended(child)
      if (stopping.signal.aborted) return
      report('the database ended and is started again')
      child = await startAgain(data, start, stopping.signal)
      if (stopping.signal.aborted) await stopServer(child)
    }
  })()

  return {
    async stop() {
      stopping.abort()
      await stopServer(child)
      await following.catch(() => {})
      await stopLeftover(data)
    },
  }
}

/** What kept the last one from starting may pass: a full disk, sessions of the dead server that still end. */
async function startAgain(
  data: string,
  start: () => Promise<ChildProcess>,
  stopping: AbortSignal,
): Promise<ChildProcess> {
  for (;;) {
    try {
      await stopLeftover(data)
      return await start()
    } catch (error) {
      if (stopping.aborted) throw error
      await sleep(retryMs, undefined, { signal: stopping })
    }
  }
}
