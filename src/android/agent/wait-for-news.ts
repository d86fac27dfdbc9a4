import type { LiveEvents } from '../../platform/events/live.ts'

/** What may change what a device gets. */
const topics = new Set(['device', 'policy', 'bulk-enrollment'])

/**
 * Ends when something was announced that may concern the device, when so much time has passed, or when the caller has gone. Of many
 * devices at once (`id` null) everybody is concerned.
 */
export function waitForNews(
  live: LiveEvents,
  { deviceId, ms, gone }: { deviceId: string; ms: number; gone: AbortSignal },
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      unsubscribe()
      gone.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    const unsubscribe = live.subscribe(({ topic, id }) => {
      if (topics.has(topic) && (topic !== 'device' || id === null || id === deviceId)) end()
    }, end)
    gone.addEventListener('abort', end)
    if (gone.aborted) end()
  })
}
