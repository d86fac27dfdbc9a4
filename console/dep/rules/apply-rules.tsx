import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AssignmentRulesPreview } from '../../../src/contract/dep-assignment.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { RunProgress } from '../assigning/run-progress.tsx'
import { applyRules } from './rules-queries.ts'

type Props = { accountId: string; dirty: boolean; numbers: AssignmentRulesPreview | undefined }

/** An act of its own: rules work for new devices by themselves, and for others only when somebody says so. */
export function ApplyRules({ accountId, dirty, numbers }: Props) {
  const [opened, dialog] = useDisclosure(false)
  return (
    <>
      <Group gap="sm">
        <Button variant="default" disabled={dirty || !numbers} onClick={dialog.open}>
          {t('rules.apply')}
        </Button>
        {dirty && (
          <Text size="sm" c="dimmed">
            {t('rules.apply.dirty')}
          </Text>
        )}
      </Group>
      {opened && numbers && <ApplyDialog {...{ accountId, numbers }} onClose={dialog.close} />}
    </>
  )
}

type DialogProps = { accountId: string; numbers: AssignmentRulesPreview; onClose: () => void }

function ApplyDialog({ accountId, numbers, onClose }: DialogProps) {
  const client = useQueryClient()
  const [withByHand, setWithByHand] = useState(false)
  const apply = useMutation({
    mutationFn: applyRules,
    onSuccess: () => client.invalidateQueries({ queryKey: ['dep-assignment'] }),
  })
  const close = () => {
    onClose()
    if (apply.data) void client.invalidateQueries({ queryKey: ['dep-rules-preview'] })
  }
  const { changes, byHand, removedByHand, pushed, calls } = numbers
  const count = changes + (withByHand ? byHand : 0)
  return (
    <Modal
      opened
      onClose={close}
      title={t('rules.apply.title')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {apply.data ? (
        <RunProgress run={apply.data} onClose={close} />
      ) : (
        <Stack gap="md">
          <Text fw={600} role="status">
            {count > 0 ? t('rules.apply.text', { count }) : t('rules.apply.none')}
            {calls > 1 && ` ${t('dep-assign.calls', { count: calls })}`}
          </Text>
          {pushed > 0 && <Text size="sm">{t('dep-assign.pushed', { count: pushed })}</Text>}
          {removedByHand > 0 && <Text size="sm">{t('rules.apply.removed', { count: removedByHand })}</Text>}
          {byHand > 0 && (
            <Checkbox
              label={t('rules.apply.by-hand', { count: byHand })}
              checked={withByHand}
              onChange={(event) => setWithByHand(event.currentTarget.checked)}
            />
          )}
          <ErrorMessage error={apply.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('act.cancel')}
            </Button>
            <Button
              disabled={count === 0}
              loading={apply.isPending}
              onClick={() => apply.mutate({ accountId, keepByHand: !withByHand })}
            >
              {t('rules.apply.act')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
