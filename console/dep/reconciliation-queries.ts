import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { page } from '../../src/contract/common.ts'
import {
  DecidedDifferences,
  type DecideDifferences,
  DepDifference,
  DepReconciliation,
  DepReconciliationReport,
  DepReconciliationStatus,
} from '../../src/contract/dep-reconciliation.ts'
import { call, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export const reconciliationsOptions = queryOptions({
  queryKey: ['dep-reconciliation', 'all'],
  queryFn: async ({ signal }) =>
    (await call(page(DepReconciliationStatus), '/dep/reconciliations', { signal })).items,
})

const at = (accountId: string) => `/dep/accounts/${accountId}/reconciliation`

export const reconciliationOptions = (accountId: string) =>
  queryOptions({
    queryKey: ['dep-reconciliation', 'one', accountId],
    queryFn: ({ signal }) => call(DepReconciliationReport, at(accountId), { signal }),
    refetchInterval: ({ state }) => (state.data?.last?.state === 'running' ? 2000 : false),
  })

export const differenceListOptions = (accountId: string, filters: QueryValues) =>
  listOptions('dep-reconciliation', `${at(accountId)}/differences`, DepDifference, filters)

export const startReconciliation = (accountId: string): Promise<DepReconciliation> =>
  call(DepReconciliation, at(accountId), { method: 'POST' })

export type Decision = z.input<typeof DecideDifferences>

export const decideDifferences = (accountId: string, decision: Decision): Promise<DecidedDifferences> =>
  call(DecidedDifferences, `${at(accountId)}/differences/decide`, { method: 'POST', json: decision })
