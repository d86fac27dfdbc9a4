import { Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { bulkOptions, deleteBulk, readBulksAgain } from '../bulk-queries.ts'
import { type WaitingChoice, WaitingRadios } from './waiting-choice.tsx'

type Props = { bulk: BulkEnrollment; onClose: () => void; onDeleted?: () => Promise<void> }

/** I40: names what stops and what stays, and asks what becomes of devices that still wait. */
export function DeleteBulk({ bulk, onClose, onDeleted }: Props) {
  const { id, name, waitingCount, deviceCount } = bulk
  const client = useQueryClient()
  const [devices, setDevices] = useState<WaitingChoice>('keep')
  const remove = useMutation({
    mutationFn: () => deleteBulk(bulk, devices),
    onSuccess: async () => {
      notifyDone(t('bulk.deleted', { name }))
      onClose()
      await onDeleted?.()
      client.removeQueries({ queryKey: bulkOptions(id).queryKey })
      await readBulksAgain(client)
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('bulk.delete.title', { name })}
      act={t('bulk.delete')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      <Stack gap="sm">
        <Text>{t('bulk.delete.codes')}</Text>
        {deviceCount > waitingCount && (
          <Text>{t('bulk.delete.enrolled', { count: deviceCount - waitingCount })}</Text>
        )}
        {waitingCount > 0 && (
          <WaitingRadios
            label={t('bulk.delete.waiting', { count: waitingCount })}
            value={devices}
            onChange={setDevices}
          />
        )}
      </Stack>
    </Confirm>
  )
}
