import { Button, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { UnlistedDevices } from '../../../src/contract/bulk-list.ts'
import { t } from '../../texts/t.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { Message } from '../../ui/message.tsx'
import { readBulksAgain, takeOff, unlistedOptions } from '../bulk-queries.ts'
import { type WaitingChoice, WaitingRadios } from '../list/waiting-choice.tsx'

type Props = { bulkId: string; importId: string }

/** I10, I11: another file adds to the list; what it does not name is taken off only when somebody asks for it. */
export function Unlisted({ bulkId, importId }: Props) {
  const { data } = useQuery(unlistedOptions(bulkId, importId))
  const [opened, dialog] = useDisclosure(false)
  // Where another file was applied after this one there is nothing to compare with.
  if (!data || data.unlisted === 0) return null
  return (
    <Message
      tone="warn"
      icon={IconAlertTriangle}
      title={t('bulk.unlisted', { count: data.unlisted })}
      actions={
        <Button size="xs" variant="default" onClick={dialog.open}>
          {t('bulk.unlisted.act')}
        </Button>
      }
    >
      <Text size="sm">
        {t('bulk.unlisted.examples', {
          names: data.examples
            .slice(0, 5)
            .map(({ identifier }) => identifier)
            .join(', '),
        })}
      </Text>
      {data.rejectedRows > 0 && (
        <Text size="sm">{t('bulk.unlisted.rejected', { count: data.rejectedRows })}</Text>
      )}
      {opened && <Question {...{ bulkId, importId }} of={data} onClose={dialog.close} />}
    </Message>
  )
}

function Question({ bulkId, importId, of, onClose }: Props & { of: UnlistedDevices; onClose: () => void }) {
  const client = useQueryClient()
  const [devices, setDevices] = useState<WaitingChoice>('keep')
  const take = useMutation({
    mutationFn: () => takeOff(bulkId, { importId, devices, preview: false }),
    onSuccess: ({ unlisted }) => {
      notifyDone(t('bulk.unlisted.done', { count: unlisted }))
      onClose()
      return readBulksAgain(client)
    },
  })
  const waiting = of.unlisted - of.enrolled
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('bulk.unlisted.title', { count: of.unlisted })}
      act={t('bulk.unlisted.act')}
      danger
      busy={take.isPending}
      error={take.error}
      onConfirm={() => take.mutate()}
    >
      <Stack gap="sm">
        {of.enrolled > 0 && <Text>{t('bulk.unlisted.enrolled', { count: of.enrolled })}</Text>}
        {waiting > 0 && (
          <WaitingRadios
            label={t('bulk.unlisted.waiting', { count: waiting })}
            value={devices}
            onChange={setDevices}
          />
        )}
        <Text size="sm">{t('bulk.unlisted.undo')}</Text>
      </Stack>
    </Confirm>
  )
}
