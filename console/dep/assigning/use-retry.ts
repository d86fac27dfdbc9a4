import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '../../texts/t.ts'
import { notifyDone } from '../../ui/notice.tsx'
import { retryAssignments } from './assign-queries.ts'

/** Asks Apple again at once, and says for how many and for how many not. */
export function useRetry() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: retryAssignments,
    onSuccess: async ({ tried, throttled, limited }) => {
      const held = throttled + limited
      const words = [
        (tried > 0 || held === 0) && t('assignments.retried', { count: tried }),
        held > 0 && t('assignments.held', { count: held }),
      ]
      notifyDone(words.filter(Boolean).join(' '))
      await client.invalidateQueries({ queryKey: ['dep-assignment'] })
    },
  })
}
