import { useSyncExternalStore } from 'react'
import { formatExactTime, formatRelativeTime } from '../texts/format.ts'

let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, 30_000)
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

/** Relative, with the exact time on hover; all of them move on with one clock. */
export function Time({ at }: { at: string }) {
  const clock = useSyncExternalStore(subscribe, () => now)
  return (
    <time dateTime={at} title={formatExactTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {formatRelativeTime(at, Math.max(clock, Date.now() - 30_000))}
    </time>
  )
}
