import { Button, Group, Text } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { BulkDevice, BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { DangerButton } from '../../ui/danger-button.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { BulkDeviceDialog } from './bulk-device-dialog.tsx'
import { deleteBulkDevices, readBulksAgain } from '../bulk-queries.ts'
import { storeKit } from '../code/handover-kit.ts'
import { keptText } from './kept-text.ts'

type Props = { bulk: BulkEnrollment; devices: BulkDevice[]; onClear: () => void }

/** I45: what can be done with devices that are ticked. */
export function ChosenBulkDevices({ bulk, devices, onClear }: Props) {
  const navigate = useNavigate()
  const [asked, ask] = useState<'edit' | 'delete'>()
  const close = () => ask(undefined)
  const print = () => {
    storeKit(devices.map(({ id }) => id))
    void navigate({ to: '/handover' })
  }
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {t('devices.chosen', { count: devices.length })}
      </Text>
      <Button size="xs" variant="default" onClick={() => ask('edit')}>
        {t('bulk.device.selected.edit')}
      </Button>
      <Button size="xs" variant="default" leftSection={<IconPrinter size={14} aria-hidden />} onClick={print}>
        {t('bulk.device.kit')}
      </Button>
      <DangerButton size="xs" onClick={() => ask('delete')}>
        {t('bulk.device.selected.delete')}
      </DangerButton>
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t('devices.chosen.clear')}
      </Button>
      {asked === 'edit' && <BulkDeviceDialog bulk={bulk} devices={devices} onClose={close} />}
      {asked === 'delete' && <DeleteQuestion {...{ bulk, devices, onClear }} onClose={close} />}
    </Group>
  )
}

function DeleteQuestion({ bulk, devices, onClear, onClose }: Props & { onClose: () => void }) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () =>
      deleteBulkDevices(
        bulk.id,
        devices.map(({ id }) => id),
      ),
    onSuccess: ({ done, kept }) => {
      notifyDone([t('bulk.device.deleted', { count: done }), keptText(kept)].filter(Boolean).join(' '))
      onClose()
      onClear()
      return readBulksAgain(client)
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('bulk.device.delete.title', { count: devices.length })}
      act={t('bulk.delete')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      {t('bulk.device.delete.text')}
    </Confirm>
  )
}
