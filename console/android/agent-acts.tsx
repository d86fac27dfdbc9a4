import { Button, Group, Textarea } from '@mantine/core'
import { IconLock, IconMessage, IconRefresh, IconRotateClockwise } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewAndroidCommand } from '../../src/contract/android-command.ts'
import type { Device } from '../../src/contract/device.ts'
import { useCan } from '../session/use-session.ts'
import { t, type TextKey } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DangerButton } from '../ui/danger-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { commandAndroid } from './android-queries.ts'
import { RevokeAct } from './revoke-act.tsx'

type Asked = Exclude<NewAndroidCommand['kind'], 'sync'>
type Props = { device: Device; by: 'agent' | 'google' }

const plain = {
  agent: [
    { kind: 'message', label: 'android.message', Icon: IconMessage },
    { kind: 'lock', label: 'android.lock', Icon: IconLock },
  ],
  google: [
    { kind: 'lock', label: 'android.lock', Icon: IconLock },
    { kind: 'reboot', label: 'android.reboot', Icon: IconRotateClockwise },
  ],
} satisfies Record<Props['by'], { kind: Asked; label: TextKey; Icon: typeof IconLock }[]>

/**
 * What an agent can be asked to do, which does it when it reads its policy next, or Google. A device that is withdrawn is still
 * Google's until it is erased.
 */
export function AndroidActs({ device, by }: Props) {
  const mayWipe = useCan()('device.erase:write')
  const [asked, ask] = useState<Asked>()
  const close = () => ask(undefined)
  const sync = useAsk({ device, by })
  return (
    <Group gap="xs">
      <ErrorMessage error={sync.error} />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={14} aria-hidden />}
        loading={sync.isPending}
        onClick={() => sync.mutate({ kind: 'sync' })}
      >
        {t('android.sync')}
      </Button>
      {device.status === 'enrolled' &&
        plain[by].map(({ kind, label, Icon }) => (
          <Button
            key={kind}
            size="xs"
            variant="default"
            leftSection={<Icon size={14} aria-hidden />}
            onClick={() => ask(kind)}
          >
            {t(label)}
          </Button>
        ))}
      {by === 'agent' && <RevokeAct device={device} />}
      {mayWipe && (
        <DangerButton size="xs" onClick={() => ask('wipe')}>
          {t('android.wipe')}
        </DangerButton>
      )}
      {asked === 'message' && <MessageDialog device={device} by={by} onClose={close} />}
      {asked !== undefined && asked !== 'message' && (
        <Question device={device} by={by} kind={asked} onClose={close} />
      )}
    </Group>
  )
}

function useAsk({ device: { id }, by }: Props, onDone: () => void = () => {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (order: NewAndroidCommand) => commandAndroid(id, order),
    onSuccess: (_state, { kind }) => {
      const isRead = by === 'google' && kind === 'sync'
      notifyDone(
        isRead ? t('android.asked.google.sync') : t(`android.asked.${by}`, { act: t(`android.${kind}`) }),
      )
      onDone()
      return client.invalidateQueries({ queryKey: ['device'] })
    },
  })
}

type DialogProps = Props & { onClose: () => void }

const texts = {
  agent: { lock: 'android.lock.text', wipe: 'android.wipe.text', reboot: 'android.reboot.text' },
  google: {
    lock: 'android.google.lock.text',
    wipe: 'android.google.wipe.text',
    reboot: 'android.reboot.text',
  },
} as const

/** What cannot be undone is typed first. */
function Question({ device, by, kind, onClose }: DialogProps & { kind: 'lock' | 'wipe' | 'reboot' }) {
  const { identifier } = device
  const command = useAsk({ device, by }, onClose)
  const isWipe = kind === 'wipe'
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t(`android.${kind}.title`, { identifier })}
      act={t(`android.${kind}`)}
      {...(isWipe && { danger: true, type: identifier })}
      busy={command.isPending}
      error={command.error}
      onConfirm={() => command.mutate(kind === 'wipe' ? { kind, confirm: identifier } : { kind })}
    >
      {t(texts[by][kind])}
    </Confirm>
  )
}

function MessageDialog({ device, by, onClose }: DialogProps) {
  const [text, setText] = useState('')
  const command = useAsk({ device, by }, onClose)
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('android.message.title', { identifier: device.identifier })}
      act={t('android.message.send')}
      busy={command.isPending}
      error={command.error}
      onConfirm={() => command.mutate({ kind: 'message', text })}
    >
      <Textarea
        label={t('android.message.text')}
        required
        autosize
        minRows={3}
        maxLength={1000}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </Confirm>
  )
}
