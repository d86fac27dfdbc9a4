import { useSyncExternalStore } from 'react'
import type { LiveEvent } from '../../src/contract/job.ts'

export type LiveProgress = NonNullable<LiveEvent['progress']>

const latest = new Map<string, LiveProgress>()
const listeners = new Set<() => void>()

export function setProgress(topic: string, id: string, progress: LiveProgress): void {
  latest.set(`${topic}:${id}`, progress)
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The newest numbers of long work, as the event stream brought them. */
export const useLiveProgress = (topic: LiveEvent['topic'], id: string): LiveProgress | undefined =>
  useSyncExternalStore(subscribe, () => latest.get(`${topic}:${id}`))
