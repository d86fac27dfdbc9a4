import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { t } from '../texts/t.ts'
import { ErrorMessage } from './error-message.tsx'

type Props = {
  opened: boolean
  onClose: () => void
  title: string
  children: ReactNode
  act: string
  danger?: boolean
  /** What cannot be undone is typed first. */
  type?: string
  busy: boolean
  error: unknown
  onConfirm: () => void
}

/** Asks before an effect that is not easily taken back; names the thing and the number. */
export function Confirm({
  opened,
  onClose,
  title,
  children,
  act,
  danger,
  type,
  busy,
  error,
  onConfirm,
}: Props) {
  const [typed, setTyped] = useState('')
  const ready = !type || typed.trim() === type
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // The question may stand inside another form, which is not meant.
          event.stopPropagation()
          if (ready) onConfirm()
        }}
      >
        <Stack gap="md">
          <Text component="div">{children}</Text>
          {type && (
            <TextInput
              label={t('confirm.type', { text: type })}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          <ErrorMessage error={error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button type="submit" {...(danger && { color: 'red.9' })} loading={busy} disabled={!ready}>
              {act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
