import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '../texts/t.ts'
import { notifyDone } from '../ui/notice.tsx'
import { startReading, waysOptions } from './google-queries.ts'

const pauseMs = 1000
const fresh = { ...waysOptions, staleTime: 0 }

/** Reads the devices from Google and follows it to its end, also when the page is left. `isKnown` is false where nobody wrote how it ended. */
export function useReadNow() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => readToTheEnd(client),
    onSuccess: async ({ isKnown, lastSync }) => {
      if (isKnown && lastSync?.ok) notifyDone(t('google-read.done'))
      await Promise.all(
        ['google-device', 'device', 'arrival'].map((topic) =>
          client.invalidateQueries({ queryKey: [topic] }),
        ),
      )
    },
  })
}

async function readToTheEnd(client: QueryClient) {
  const before = (await client.fetchQuery(fresh)).lastSync?.at
  await startReading()
  for (;;) {
    const { reading, lastSync } = await client.fetchQuery(fresh)
    if (!reading) return { isKnown: lastSync?.at !== before, lastSync }
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
