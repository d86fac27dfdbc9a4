import { useSyncExternalStore } from 'react'
import { formatExactTime, formatRelativeTime } from '../texts/format.ts'

let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!timer) {
    now = Date.now()
    timer = setInterval(tick, 15_000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

/** The one clock of the page, for sentences with a relative time in them. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** Relative, with the exact time on hover. */
export function Time({ at }: { at: string }) {
  const clock = useNow()
  return (
    <time dateTime={at} title={formatExactTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {formatRelativeTime(at, clock)}
    </time>
  )
}
