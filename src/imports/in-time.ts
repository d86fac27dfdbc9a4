import { setTimeout as sleep } from 'node:timers/promises'

/** Proxies end a request that takes too long; until then its answer is the result. */
const patienceMs = 10_000

/** What the work gives, or undefined when it takes longer; then it goes on, and `onLateError` hears how it failed. */
export async function inTime<T>(
  work: Promise<T>,
  onLateError: (error: unknown) => void,
): Promise<T | undefined> {
  const stop = new AbortController()
  const patience = sleep(patienceMs, undefined, { signal: stop.signal }).catch(() => undefined)
  try {
    const done = await Promise.race([work, patience])
    if (done === undefined) work.catch(onLateError)
    return done
  } finally {
    stop.abort()
  }
}
