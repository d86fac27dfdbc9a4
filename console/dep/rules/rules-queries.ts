import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  AssignmentRules,
  AssignmentRulesPreview,
  DepAssignmentRun,
  type NewAssignmentRules,
} from '../../../src/contract/dep-assignment.ts'
import { call } from '../../api/call.ts'

const path = (accountId: string) => `/dep/accounts/${accountId}/assignment-rules`

/** Not under a topic of live events: what is being edited does not change under the hand. */
export const rulesOptions = (accountId: string) =>
  queryOptions({
    queryKey: ['dep-rules', accountId],
    queryFn: ({ signal }) => call(AssignmentRules, path(accountId), { signal }),
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  })

export const saveRules = ({
  accountId,
  rules,
  before,
}: {
  accountId: string
  rules: NewAssignmentRules
  before: AssignmentRules
}): Promise<AssignmentRules> =>
  call(AssignmentRules, path(accountId), { method: 'PUT', json: rules, ifUnchanged: before })

export const rulesPreviewOptions = (accountId: string, rules: NewAssignmentRules) =>
  queryOptions({
    queryKey: ['dep-rules-preview', accountId, rules],
    queryFn: ({ signal }) =>
      call(AssignmentRulesPreview, `${path(accountId)}/preview`, { method: 'POST', json: rules, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })

export const applyRules = ({
  accountId,
  keepByHand,
}: {
  accountId: string
  keepByHand: boolean
}): Promise<DepAssignmentRun> =>
  call(DepAssignmentRun, `${path(accountId)}/apply`, { method: 'POST', json: { keepByHand } })
