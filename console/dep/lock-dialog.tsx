import { Button, Group, Modal, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DepActivationLockCode } from '../../src/contract/dep-account.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { lockDepDevice } from './account-queries.ts'
import { BypassCode } from './bypass-code.tsx'

type Props = { serial: string; onClose: () => void }

/** Locks a device, then shows Apple's answer and the code. */
export function LockDialog({ serial, onClose }: Props) {
  const client = useQueryClient()
  const locking = useMutation({
    mutationFn: lockDepDevice,
    onSuccess: () => client.invalidateQueries({ queryKey: ['dep-device'] }),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('dep-lock.title', { serial })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {locking.data ? (
        <Answer answer={locking.data} onClose={onClose} />
      ) : (
        <LockForm
          busy={locking.isPending}
          error={locking.error}
          onLock={(wish) => locking.mutate({ serial, ...wish })}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

type FormProps = {
  busy: boolean
  error: unknown
  onLock: (wish: { lostMessage: string | null; escrow: boolean }) => void
  onClose: () => void
}

function LockForm({ busy, error, onLock, onClose }: FormProps) {
  const [message, setMessage] = useState('')
  const [escrow, setEscrow] = useState(true)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onLock({ lostMessage: message.trim() || null, escrow })
      }}
    >
      <Stack gap="md">
        <Text>{t('dep-lock.text')}</Text>
        <TextInput
          label={t('dep-lock.message')}
          maxLength={500}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          data-autofocus
        />
        <Switch
          label={t('dep-lock.escrow')}
          description={t('dep-lock.escrow.hint')}
          checked={escrow}
          onChange={(event) => setEscrow(event.currentTarget.checked)}
        />
        <ErrorMessage error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" color="red.9" loading={busy}>
            {t('dep-lock.do')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const Answer = ({ answer, onClose }: { answer: DepActivationLockCode; onClose: () => void }) => (
  <Stack gap="md">
    <Text role="status">{answer.lock.message}</Text>
    {answer.bypassCode && <BypassCode code={answer.bypassCode} />}
    <Group justify="flex-end">
      <Button onClick={onClose}>{t('act.close')}</Button>
    </Group>
  </Stack>
)
