import { Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Device } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { withoutEmpty } from '../ui/form.ts'
import { useCommand } from './use-command.ts'

type Props = { device: Device; onClose: () => void }

export function LockDialog({ device: { id, identifier, platform }, onClose }: Props) {
  const [values, setValues] = useState({ message: '', phone: '', pin: '' })
  const command = useCommand(id, onClose)
  const isMac = platform === 'macos'
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setValues((before) => ({ ...before, [name]: value }))
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('command.lock.title', { identifier })}
      act={t('command.lock')}
      danger={isMac}
      busy={command.isPending}
      error={command.error}
      onConfirm={() => command.mutate({ act: 'lock', ...withoutEmpty(values) })}
    >
      <Stack gap="sm">
        <Text>{isMac ? t('command.lock.mac-text') : t('command.lock.text')}</Text>
        <TextInput label={t('command.lock.message')} maxLength={500} {...field('message')} />
        <TextInput label={t('command.lock.phone')} maxLength={50} {...field('phone')} />
        {isMac && (
          <TextInput
            label={t('command.pin')}
            description={t('command.pin.hint')}
            inputMode="numeric"
            maxLength={6}
            autoComplete="off"
            {...field('pin')}
          />
        )}
      </Stack>
    </Confirm>
  )
}
