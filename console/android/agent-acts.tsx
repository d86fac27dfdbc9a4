import { Button, Group, Textarea } from '@mantine/core'
import { IconLock, IconMessage, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewAndroidCommand } from '../../src/contract/android-command.ts'
import type { Device } from '../../src/contract/device.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DangerButton } from '../ui/danger-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { commandAndroid } from './android-queries.ts'
import { RevokeAct } from './revoke-act.tsx'

type Asked = 'lock' | 'message' | 'wipe'

/** What an agent can be asked to do; it does so when it reads its policy next. */
export function AgentActs({ device }: { device: Device }) {
  const mayWipe = useCan()('device.erase:write')
  const [asked, ask] = useState<Asked>()
  const close = () => ask(undefined)
  const sync = useAsk(device)
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
      <Button
        size="xs"
        variant="default"
        leftSection={<IconMessage size={14} aria-hidden />}
        onClick={() => ask('message')}
      >
        {t('android.message')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconLock size={14} aria-hidden />}
        onClick={() => ask('lock')}
      >
        {t('android.lock')}
      </Button>
      <RevokeAct device={device} />
      {mayWipe && (
        <DangerButton size="xs" onClick={() => ask('wipe')}>
          {t('android.wipe')}
        </DangerButton>
      )}
      {asked === 'message' && <MessageDialog device={device} onClose={close} />}
      {(asked === 'lock' || asked === 'wipe') && <Question device={device} kind={asked} onClose={close} />}
    </Group>
  )
}

function useAsk({ id }: Device, onDone: () => void = () => {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (order: NewAndroidCommand) => commandAndroid(id, order),
    onSuccess: (_state, { kind }) => {
      notifyDone(t('android.asked', { act: t(`android.${kind}`) }))
      onDone()
      return client.invalidateQueries({ queryKey: ['device'] })
    },
  })
}

type DialogProps = { device: Device; onClose: () => void }

/** What cannot be undone is typed first. */
function Question({ device, kind, onClose }: DialogProps & { kind: 'lock' | 'wipe' }) {
  const { identifier } = device
  const command = useAsk(device, onClose)
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
      onConfirm={() => command.mutate(isWipe ? { kind, confirm: identifier } : { kind: 'lock' })}
    >
      {t(`android.${kind}.text`)}
    </Confirm>
  )
}

function MessageDialog({ device, onClose }: DialogProps) {
  const [text, setText] = useState('')
  const command = useAsk(device, onClose)
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
