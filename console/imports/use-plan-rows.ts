import { useThrottledValue } from '@mantine/hooks'
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Import, ImportRow } from '../../src/contract/import.ts'
import type { QueryValues } from '../api/call.ts'
import { planPageOptions, planPageSize } from './import-queries.ts'

const settleMs = 80

/**
 * The rows of a plan around the place that is looked at, of a list that may have 200,000: pages come when they are scrolled to and
 * are forgotten a while after.
 */
export function usePlanRows(of: Import, filters: QueryValues) {
  const client = useQueryClient()
  const [range, setRange] = useState({ first: 0, last: 0 })
  const settled = useThrottledValue(range, settleMs)
  // The first page also tells how many there are; the list before it stays until it has come.
  const head = useQuery({ ...planPageOptions(of, filters, 0), placeholderData: keepPreviousData })
  const total = head.data?.total ?? 0
  const pages = pagesAround(settled, total)
  const others = useQueries({ queries: pages.map((page) => planPageOptions(of, filters, page)) })
  const failed = [head, ...others].find(({ isError }) => isError)
  const held = new Map([[0, head.data], ...pages.map((page, at) => [page, others[at]?.data] as const)])
  const rowAt = (index: number): ImportRow | undefined => {
    const page = Math.floor(index / planPageSize)
    // A page that has just been scrolled to may still be there from before.
    const data = held.get(page) ?? client.getQueryData(planPageOptions(of, filters, page).queryKey)
    return data?.items[index % planPageSize]
  }
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), [])
  return { head, failed, total, rowAt, onRange }
}

/** The pages of the rows in sight and one more on each side; the first one is always there. */
function pagesAround({ first, last }: { first: number; last: number }, total: number): number[] {
  const end = Math.ceil(total / planPageSize) - 1
  const from = Math.max(1, Math.floor(first / planPageSize) - 1)
  const to = Math.min(end, Math.floor(last / planPageSize) + 1)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at)
}
