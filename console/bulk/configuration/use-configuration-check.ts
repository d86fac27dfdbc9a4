import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { BulkConfiguration, BulkConfigurationAnswer } from '../../../src/contract/bulk-configuration.ts'
import { checkConfiguration } from '../bulk-queries.ts'

type Answer = z.infer<typeof BulkConfigurationAnswer>
type Wish = { id: string; base: Answer; wanted: BulkConfiguration; enabled: boolean }

/** What the server would say of what is typed, a moment after the last key; until then and without it, what it said before. */
export function useConfigurationCheck({ id, base, wanted, enabled }: Wish): {
  said: Answer
  isTyped: boolean
} {
  const [settled] = useDebouncedValue(JSON.stringify(wanted), 400)
  const { data } = useQuery({
    queryKey: ['bulk-check', id, settled],
    queryFn: ({ signal }) => checkConfiguration(id, JSON.parse(settled) as BulkConfiguration, signal),
    enabled,
    placeholderData: keepPreviousData,
    // It holds what was typed, passwords too.
    gcTime: 0,
  })
  return enabled && data ? { said: data, isTyped: true } : { said: base, isTyped: false }
}
