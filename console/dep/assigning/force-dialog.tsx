import { Stack, Text } from '@mantine/core'
import type { DepAssignment } from '../../../src/contract/dep-assignment.ts'
import { t } from '../../texts/t.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { useRetry } from './use-retry.ts'

/** Before Apple is asked for a device that it asked to leave alone. */
export function ForceDialog({ assignment, onClose }: { assignment: DepAssignment; onClose: () => void }) {
  const retry = useRetry()
  const { serial, message } = assignment
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('assignments.force.title', { serial })}
      act={t('assignments.force.act')}
      danger
      busy={retry.isPending}
      error={retry.error}
      onConfirm={() => retry.mutate({ serials: [serial], force: true }, { onSuccess: onClose })}
    >
      <Stack gap="xs">
        <Text>{message}</Text>
        <Text>{t('assignments.force.text')}</Text>
      </Stack>
    </Confirm>
  )
}
