import { Skeleton, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DifferenceDecision, DifferenceKind } from '../../src/contract/dep-reconciliation.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { decideDifferences } from './reconciliation-queries.ts'

type Props = {
  accountId: string
  decision: DifferenceDecision
  choice: { ids: string[] } | { kind: DifferenceKind }
  onClose: () => void
  onDone?: () => void
}

/** Says what the decision would do, with the server's own numbers, before it is done. */
export function DecideDialog({ accountId, decision, choice, onClose, onDone }: Props) {
  const client = useQueryClient()
  const preview = useQuery({
    queryKey: ['dep-reconciliation', 'preview', accountId, decision, choice],
    queryFn: () => decideDifferences(accountId, { ...choice, decision, preview: true }),
    staleTime: 0,
  })
  const act = useMutation({
    mutationFn: () => decideDifferences(accountId, { ...choice, decision }),
    onSuccess: async ({ decided }) => {
      notifyDone(t('decision.done', { count: decided }))
      onClose()
      onDone?.()
      await client.invalidateQueries({ queryKey: ['dep-reconciliation'] })
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t(`decision.${decision}`)}
      act={t(`decision.${decision}`)}
      danger={decision === 'withdraw'}
      busy={act.isPending || preview.isPending}
      error={act.error ?? preview.error}
      onConfirm={() => {
        if (preview.data && preview.data.decided > 0) act.mutate()
      }}
    >
      {preview.isPending && <Skeleton h={40} />}
      {preview.data && (
        <Stack gap="xs" role="status">
          <Text>
            {preview.data.decided > 0
              ? t(`decision.what.${decision}`, { count: preview.data.decided })
              : t('decision.none')}
          </Text>
          {preview.data.skipped > 0 && (
            <Text size="sm">{t('decision.skipped', { count: preview.data.skipped })}</Text>
          )}
        </Stack>
      )}
    </Confirm>
  )
}
