import { queryOptions } from '@tanstack/react-query'
import { page } from '../../src/contract/common.ts'
import { Expiring } from '../../src/contract/expiring.ts'
import { call } from '../api/call.ts'

/** Whatever ends within two months, or has ended: soonest first. */
export const expiringOptions = queryOptions({
  queryKey: ['expiring'],
  queryFn: async ({ signal }) =>
    (await call(page(Expiring), '/expiring', { signal })).items.filter(({ state }) => state !== 'later'),
})
