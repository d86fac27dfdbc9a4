import { Modal, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DepResults } from '../../src/contract/dep.ts'
import type { DepDisownResults } from '../../src/contract/dep-account.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Message } from '../ui/message.tsx'
import { disownDepDevices } from './account-queries.ts'
import { DepResultTable } from './assigning/dep-result-table.tsx'

type Props = { serials: readonly string[]; onClose: () => void; onDone?: () => void }

/** Says what is lost, has the number typed, then shows Apple's answer for each device. */
export function DisownDialog({ serials, onClose, onDone = onClose }: Props) {
  const client = useQueryClient()
  const count = serials.length
  const disowning = useMutation({
    mutationFn: () => disownDepDevices(serials),
    onSuccess: () => client.invalidateQueries({ queryKey: ['dep-device'] }),
  })
  if (disowning.data)
    return (
      <Modal
        opened
        onClose={onDone}
        title={t('dep-results.title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('act.close') }}
      >
        <DepResultTable results={asResults(disowning.data)} onClose={onDone} />
      </Modal>
    )
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('dep-disown.title', { count })}
      act={t('dep-disown.act')}
      danger
      type={String(count)}
      busy={disowning.isPending}
      error={disowning.error}
      onConfirm={() => disowning.mutate()}
    >
      <Stack gap="sm">
        <Message tone="bad" icon={IconAlertTriangle} title={t('dep-disown.warning', { count })} />
        <Text size="sm">{t('dep-disown.records')}</Text>
      </Stack>
    </Confirm>
  )
}

const asResults = ({ results, succeeded, failed }: DepDisownResults): DepResults => ({
  results: results.map(({ serial, status, message }) => ({
    serial,
    status,
    message,
    assigned: false,
    nextTryAt: null,
  })),
  succeeded,
  failed,
})
