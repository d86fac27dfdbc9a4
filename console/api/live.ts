import type { QueryClient } from '@tanstack/react-query'
import { LiveEvent } from '../../src/contract/job.ts'
import { setProgress } from './progress.ts'

/** Lists of more pages than this are only marked as old: their page offers to read them again. */
const longListPages = 3
const gatherMs = 800

/** Which cached resources a live event makes stale beside those of its own topic. */
const touches: Partial<Record<LiveEvent['topic'], string[]>> = {
  import: ['device', 'user', 'bulk-enrollment'],
  arrival: ['device'],
  'dep-device': ['device', 'dep-account', 'dep-assignment'],
  'dep-profile': ['dep-device', 'dep-revision'],
  'dep-revision': ['dep-profile'],
  'dep-account': ['dep-device', 'expiring'],
  push: ['expiring'],
  device: ['timeline', 'bulk-enrollment', 'google-device'],
  mail: ['timeline'],
  request: ['timeline'],
}

/** Keeps the one event stream open and reads again what the events name. Returns what ends it. */
export function followLiveEvents(client: QueryClient): () => void {
  const topics = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const refresh = () => {
    timer = undefined
    refreshTopics(client, new Set(topics))
    topics.clear()
  }
  const stream = new EventSource('/api/v1/events/stream')
  stream.addEventListener('message', (message: MessageEvent<string>) => {
    const event = readEvent(message.data)
    if (!event) return
    if (event.progress && event.id) setProgress(event.topic, event.id, event.progress)
    // What an import changes is read again when it is done, not at each step.
    const touched = event.topic === 'import' && event.progress ? [] : (touches[event.topic] ?? [])
    for (const topic of [event.topic, ...touched]) topics.add(topic)
    timer ??= setTimeout(refresh, gatherMs)
  })
  let opened = false
  stream.addEventListener('open', () => {
    // What happened while the stream was down is unknown, so everything may be old.
    if (opened) void client.invalidateQueries()
    opened = true
  })
  return () => {
    clearTimeout(timer)
    stream.close()
  }
}

function readEvent(text: string): LiveEvent | undefined {
  try {
    return LiveEvent.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function refreshTopics(client: QueryClient, topics: Set<string>): void {
  const touched = (key: unknown) => typeof key === 'string' && topics.has(key)
  const isLong = (data: unknown) => pagesOf(data) > longListPages
  void client.invalidateQueries({
    predicate: (query) => touched(query.queryKey[0]) && !isLong(query.state.data),
  })
  void client.invalidateQueries({
    predicate: (query) => touched(query.queryKey[0]) && isLong(query.state.data),
    refetchType: 'none',
  })
}

const pagesOf = (data: unknown): number =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages)
    ? data.pages.length
    : 0
