import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { Arrival, type WhatIf, WhatIfAnswer } from '../../src/contract/arrival.ts'
import { page } from '../../src/contract/common.ts'
import { call, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export const arrivalListOptions = (filters: QueryValues) =>
  listOptions('arrival', '/arrivals', Arrival, filters)

export const arrivalOptions = (id: string) =>
  queryOptions({
    queryKey: ['arrival', 'one', id],
    queryFn: ({ signal }) => call(Arrival, `/arrivals/${id}`, { signal }),
  })

export const lastArrivalsOptions = queryOptions({
  queryKey: ['arrival', 'last'],
  queryFn: ({ signal }) => call(page(Arrival), '/arrivals', { query: { limit: 8 }, signal }),
})

export const askWhatIf = (question: z.input<typeof WhatIf>): Promise<z.output<typeof WhatIfAnswer>> =>
  call(WhatIfAnswer, '/admission/what-if', { method: 'POST', json: question })
