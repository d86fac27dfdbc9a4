import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import { t } from '../texts/t.ts'
import { notifyDone } from '../ui/notice.tsx'
import { googleTokenOptions, makeGoogleToken } from './google-queries.ts'

export function useMakeToken({ id, name }: BulkEnrollment, onMade: () => void = () => {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => makeGoogleToken(id),
    onSuccess: (token) => {
      client.setQueryData(googleTokenOptions(id).queryKey, token)
      notifyDone(t('google-token.made', { name }))
      onMade()
    },
  })
}
