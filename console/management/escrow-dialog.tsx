import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { EscrowKind } from '../../src/contract/management.ts'
import { t } from '../texts/t.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { revealEscrow } from './management-queries.ts'

type Props = { device: string; kind: EscrowKind; onClose: () => void }

/** Who looks is written down, so nothing is shown before it is asked for. */
export function EscrowDialog({ device, kind, onClose }: Props) {
  const reveal = useMutation({ mutationFn: () => revealEscrow(device, kind) })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`management.${kind}`)}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <Stack gap="md">
        <Text>{t(`management.${kind}.text`)}</Text>
        <ErrorMessage error={reveal.error} />
        {reveal.data ? (
          <Group gap="xs" role="status" align="flex-start" wrap="nowrap">
            <Code block style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all' }}>
              {reveal.data.value}
            </Code>
            <CopyButton value={reveal.data.value} what={t(`management.${kind}`)} />
          </Group>
        ) : (
          <Group justify="flex-end">
            <Button loading={reveal.isPending} onClick={() => reveal.mutate()}>
              {t(`management.${kind}.show`)}
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  )
}
