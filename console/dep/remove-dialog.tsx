import { Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DepDevice } from '../../src/contract/dep.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { removeProfiles } from './dep-queries.ts'
import { DepResultTable } from './dep-result-table.tsx'

type Props = { devices: DepDevice[]; onClose: () => void; onDone: () => void }

/** C44 to C46: asks, then shows Apple's answer for each device. */
export function RemoveDialog({ devices, onClose, onDone }: Props) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => removeProfiles(devices.map(({ serial }) => serial)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['dep-device'] }),
  })
  if (remove.data)
    return (
      <Modal
        opened
        onClose={onDone}
        title={t('dep-results.title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('act.close') }}
      >
        <DepResultTable results={remove.data} onClose={onDone} />
      </Modal>
    )
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('dep-remove.title', { count: devices.length })}
      act={t('dep-devices.remove')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      {t('dep-remove.text')}
    </Confirm>
  )
}
