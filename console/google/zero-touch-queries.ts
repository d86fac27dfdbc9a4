import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  type ApplyZeroTouch,
  ApplyZeroTouchResult,
  type NewZeroTouchSetup,
  ZeroTouchDpcs,
  ZeroTouchEntries,
  type ZeroTouchEntry,
  ZeroTouchPreview,
  ZeroTouchSetup,
  ZeroTouchSetups,
} from '../../src/contract/google.ts'
import type { Page } from '../../src/contract/common.ts'
import { call } from '../api/call.ts'

const root = '/google/zero-touch'
const zeroTouchTopic = 'zero-touch'
const pageSize = 100

/** Asked of Google anew whenever the page is opened; no event of ours makes it old. */
const asked = { staleTime: Infinity, refetchOnMount: 'always', refetchOnWindowFocus: false } as const

/** Page by page along Google's own cursor. */
export const zeroTouchOptions = infiniteQueryOptions({
  queryKey: [zeroTouchTopic, 'devices'],
  queryFn: ({ pageParam: cursor, signal }) =>
    call(ZeroTouchEntries, `${root}/devices`, { query: { limit: pageSize, cursor }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
  select: withTotal,
  ...asked,
})

/** Google does not say how many there are: as many as were read. */
function withTotal({ pages, pageParams }: InfiniteData<z.infer<typeof ZeroTouchEntries>>) {
  const total = pages.reduce((sum, { items }) => sum + items.length, 0)
  return { pageParams, pages: pages.map((page): Page<ZeroTouchEntry> => ({ ...page, total })) }
}

export const setupsOptions = queryOptions({
  queryKey: [zeroTouchTopic, 'configurations'],
  queryFn: async ({ signal }) => (await call(ZeroTouchSetups, `${root}/configurations`, { signal })).items,
  ...asked,
})

export const dpcsOptions = queryOptions({
  queryKey: [zeroTouchTopic, 'dpcs'],
  queryFn: async ({ signal }) => (await call(ZeroTouchDpcs, `${root}/dpcs`, { signal })).items,
})

export const createSetup = (wanted: NewZeroTouchSetup): Promise<ZeroTouchSetup> =>
  call(ZeroTouchSetup, `${root}/configurations`, { method: 'POST', json: wanted })

export const zeroTouchPreviewOptions = (order: ApplyZeroTouch) =>
  queryOptions({
    queryKey: [zeroTouchTopic, 'preview', order],
    queryFn: ({ signal }) =>
      call(ZeroTouchPreview, `${root}/preview`, { method: 'POST', json: order, signal }),
    ...asked,
  })

export const applyZeroTouch = (order: ApplyZeroTouch): Promise<ApplyZeroTouchResult> =>
  call(ApplyZeroTouchResult, `${root}/apply`, { method: 'POST', json: order })
