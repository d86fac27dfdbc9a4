import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { DepResults } from '../../src/contract/dep.ts'
import { Readiness, ReadinessCounts, type ReadinessFix } from '../../src/contract/readiness.ts'
import { call } from '../api/call.ts'

/** Under `device`, so that whatever refreshes devices refreshes what is said of them. */
export const readinessOptions = (id: string) =>
  queryOptions({
    queryKey: ['device', 'readiness', id],
    queryFn: ({ signal }) => call(Readiness, `/devices/${id}/readiness`, { signal }),
  })

export const readinessCountOptions = queryOptions({
  queryKey: ['device', 'readiness-count'],
  queryFn: ({ signal }) => call(ReadinessCounts, '/readiness', { signal }),
})

const Answer = z.looseObject({ results: DepResults.shape.results.optional() })

/** Apple answers for each device, so that a request that went well may have failed all the same: in words, if it has. */
export async function mend({
  method,
  path,
  body,
}: Extract<ReadinessFix, { kind: 'call' }>): Promise<string | undefined> {
  const { results = [] } = await call(Answer, path, { method, json: body })
  return results.find(({ assigned }) => !assigned)?.message
}
