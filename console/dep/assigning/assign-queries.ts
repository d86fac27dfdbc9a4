import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { page } from '../../../src/contract/common.ts'
import {
  DepAssignment,
  DepAssignmentRun,
  DepAssignPreview,
  type DepDeviceFilter,
  DepRetryResult,
  type GivenDepTarget,
  type RetryDepAssignments,
} from '../../../src/contract/dep-assignment.ts'
import { DepResults } from '../../../src/contract/dep.ts'
import type { DepDeviceFilters } from '../../app/filters.ts'
import { call, type QueryValues } from '../../api/call.ts'
import { listOptions } from '../../api/list.ts'

/** The devices that an act is about, and how many they are. */
export type Chosen = { target: GivenDepTarget; count: number }

/** The filter of the address as the API takes it in a body. */
export const filterOf = (filters: DepDeviceFilters): DepDeviceFilter =>
  Object.fromEntries(
    Object.entries(filters).filter(([name, value]) => name !== 'sort' && value !== undefined),
  )

/** `profile` null removes. */
export const assignPreviewOptions = (profile: string | null, target: GivenDepTarget) =>
  queryOptions({
    queryKey: ['dep-assign-preview', profile, target],
    queryFn: ({ signal }) =>
      call(DepAssignPreview, `${pathOf(profile)}-preview`, { method: 'POST', json: target, signal }),
    retry: false,
    gcTime: 0,
  })

const pathOf = (profile: string | null) =>
  profile === null ? '/dep/profiles/remove' : `/dep/profiles/${encodeURIComponent(profile)}/assign`

export type Outcome = DepResults | DepAssignmentRun

export const changeProfile = ({
  profile,
  target,
}: {
  profile: string | null
  target: GivenDepTarget
}): Promise<Outcome> =>
  call(z.union([DepResults, DepAssignmentRun]), pathOf(profile), { method: 'POST', json: target })

export const runOptions = (id: string) =>
  queryOptions({
    queryKey: ['dep-assignment', 'run', id],
    queryFn: ({ signal }) => call(DepAssignmentRun, `/dep/assignment-runs/${id}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : 2000),
  })

/** The last few; those under way are shown. */
export const runsOptions = queryOptions({
  queryKey: ['dep-assignment', 'runs'],
  queryFn: async ({ signal }) =>
    (await call(page(DepAssignmentRun), '/dep/assignment-runs', { query: { limit: 5 }, signal })).items,
})

export const openAssignmentsOptions = (filters: QueryValues) =>
  listOptions('dep-assignment', '/dep/assignments', DepAssignment, filters)

export const retryAssignments = (wish: z.input<typeof RetryDepAssignments>): Promise<DepRetryResult> =>
  call(DepRetryResult, '/dep/assignments/retry', { method: 'POST', json: wish })
