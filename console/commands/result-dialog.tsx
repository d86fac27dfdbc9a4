import { Code, Modal, ScrollArea, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { resultOptions } from './command-queries.ts'

type Props = { device: string; command: string; onClose: () => void }

/** What the device sent, as it sent it. */
export function ResultDialog({ device, command, onClose }: Props) {
  const { data, error, isPending } = useQuery(resultOptions(device, command))
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('commands.result')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <ErrorMessage error={error} />
      {isPending && <Skeleton h={240} />}
      {data?.result && (
        <ScrollArea.Autosize mah="60vh" viewportProps={{ tabIndex: 0, 'aria-label': t('commands.result') }}>
          <Code block>{data.result}</Code>
        </ScrollArea.Autosize>
      )}
    </Modal>
  )
}
