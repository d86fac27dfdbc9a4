import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { NewDeviceCommand } from '../../src/contract/command.ts'
import { t } from '../texts/t.ts'
import { notifyDone } from '../ui/notice.tsx'
import { commandDevice } from './command-queries.ts'

/** Asks a device for something, says so, and shows it in its list. */
export function useCommand(device: string, onDone: () => void = () => {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (order: NewDeviceCommand) => commandDevice(device, order),
    onSuccess: (_queued, { act }) => {
      notifyDone(t('command.queued', { act: t(`command.${act}`) }))
      onDone()
      return client.invalidateQueries({ queryKey: ['device'] })
    },
  })
}
