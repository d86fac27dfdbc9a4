import { Button, Stack } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DepReconciliationStatus } from '../../src/contract/dep-reconciliation.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { startReconciliation } from './reconciliation-queries.ts'

/** For an account with a good token; one comparison at a time. */
export function ReconcileButton({
  status: { accountId, account, last, nextAt },
}: {
  status: DepReconciliationStatus
}) {
  const client = useQueryClient()
  const start = useMutation({
    mutationFn: startReconciliation,
    onSettled: () => client.invalidateQueries({ queryKey: ['dep-reconciliation'] }),
  })
  if (nextAt === null) return null
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        size="xs"
        leftSection={<IconRefresh size={14} aria-hidden />}
        aria-label={`${t('reconciliation.now')}: ${account}`}
        loading={start.isPending}
        disabled={last?.state === 'running'}
        onClick={() => start.mutate(accountId)}
      >
        {t('reconciliation.now')}
      </Button>
      <ErrorMessage error={start.error} />
    </Stack>
  )
}
