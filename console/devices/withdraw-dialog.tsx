import { Checkbox, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Device } from '../../src/contract/device.ts'
import { androidOptions, commandAndroid } from '../android/android-queries.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { storeDevice, withdrawDevice } from './device-queries.ts'

type Props = { device: Device; onClose: () => void }

/** A device that Google manages is erased only where that is asked for, and typed. */
export function WithdrawDialog({ device, onClose }: Props) {
  const { id, identifier } = device
  const client = useQueryClient()
  const can = useCan()
  const [erases, setErases] = useState(false)
  const isGoogles = useIsGoogles(device)
  const withdraw = useMutation({
    mutationFn: async () => {
      // First, so that it is not disabled before it is to be erased.
      if (erases) await commandAndroid(id, { kind: 'wipe', confirm: identifier })
      return withdrawDevice(id)
    },
    onSuccess: (changed) => {
      storeDevice(client, changed)
      onClose()
      notifyDone(t('device.withdrawn-done', { identifier }))
      return client.invalidateQueries({ queryKey: androidOptions(id).queryKey })
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('device.withdraw.title', { identifier })}
      act={t('device.withdraw')}
      danger
      {...(erases && { type: identifier })}
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate()}
    >
      <Stack gap="sm">
        <Text>{t('device.withdraw.text')}</Text>
        {isGoogles && !erases && <Text>{t('device.withdraw.google')}</Text>}
        {isGoogles && can('device.command:write') && can('device.erase:write') && (
          <Checkbox
            label={t('device.withdraw.wipe')}
            description={t('android.google.wipe.text')}
            checked={erases}
            onChange={(event) => setErases(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </Confirm>
  )
}

function useIsGoogles({ id, platform, status }: Device): boolean {
  const { data } = useQuery({ ...androidOptions(id), enabled: platform === 'android' })
  const { google, registration } = data ?? {}
  return (
    status === 'enrolled' && !registration && !!google && google.goneAt === null && google.erasedAt === null
  )
}
