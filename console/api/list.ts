import { type InfiniteData, infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import type { z } from 'zod'
import { type Page, page } from '../../src/contract/common.ts'
import { call, type QueryValues } from './call.ts'

/** The first page comes quickly; who scrolls on gets larger ones. */
const pageSizes = { first: 200, next: 500 }

/**
 * A list read page by page along its cursor. `topic` is the word of live events that makes it stale;
 * it is read again by them and not by the clock, because a long list is many requests.
 */
export const listOptions = <T>(topic: string, path: string, item: z.ZodType<T>, filters: QueryValues) =>
  infiniteQueryOptions({
    queryKey: [topic, 'list', path, filters],
    queryFn: ({ pageParam, signal }): Promise<Page<T>> =>
      call(page(item), path, {
        query: {
          ...filters,
          limit: pageParam === undefined ? pageSizes.first : pageSizes.next,
          cursor: pageParam,
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })

export const itemsOf = <T>(data: InfiniteData<Page<T>> | undefined): T[] =>
  data?.pages.flatMap(({ items }) => items) ?? []

export const totalOf = <T>(data: InfiniteData<Page<T>> | undefined): number | undefined =>
  data?.pages[0]?.total
