import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { t } from '../texts/t.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { revealPin } from './command-queries.ts'

type Props = { device: string; command: string; onClose: () => void }

/** Who looks is written down, so nothing is shown before it is asked for. */
export function PinDialog({ device, command, onClose }: Props) {
  const reveal = useMutation({ mutationFn: () => revealPin(device, command) })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('commands.pin.title')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <Stack gap="md">
        <Text>{t('commands.pin.text')}</Text>
        <ErrorMessage error={reveal.error} />
        {reveal.data ? (
          <Group gap="xs" role="status">
            <span className="identifier">{reveal.data.pin}</span>
            <CopyButton value={reveal.data.pin} what={t('command.pin')} />
          </Group>
        ) : (
          <Group justify="flex-end">
            <Button loading={reveal.isPending} onClick={() => reveal.mutate()}>
              {t('commands.pin')}
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  )
}
