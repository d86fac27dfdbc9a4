import { Button, FileButton, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle, IconUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { DepProfileOfJson } from '../../../src/contract/dep-profile.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Message } from '../../ui/message.tsx'
import { Notes } from './profile-preview.tsx'
import { readProfileJson } from './profile-queries.ts'

type Props = { onTake: (fields: DepProfileOfJson['fields']) => void }

/** Fills the form from a profile with Apple's names; what cannot be taken is named before anything is taken. */
export function JsonImport({ onTake }: Props) {
  const [opened, dialog] = useDisclosure(false)
  const [text, setText] = useState('')
  const read = useMutation({ mutationFn: async (json: string) => readProfileJson(parseObject(json)) })
  const change = (json: string) => {
    setText(json)
    read.reset()
  }
  const close = () => {
    dialog.close()
    read.reset()
    setText('')
  }
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t('dep-profile.import')}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        size="lg"
        title={t('dep-profile.import')}
        closeButtonProps={{ 'aria-label': t('act.close') }}
      >
        <Stack gap="md">
          <Text size="sm">{t('dep-profile.import.text')}</Text>
          <Textarea
            label={t('dep-profile.import.json')}
            value={text}
            onChange={(event) => change(event.currentTarget.value)}
            autosize
            minRows={8}
            maxRows={16}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            data-autofocus
          />
          <Group>
            <FileButton
              accept=".json,application/json"
              onChange={(file) => void file?.text().then(change)}
              inputProps={{ 'aria-label': t('dep-profile.import.file') }}
            >
              {(button) => (
                <Button
                  {...button}
                  variant="default"
                  size="xs"
                  leftSection={<IconUpload size={14} aria-hidden />}
                >
                  {t('dep-profile.import.file')}
                </Button>
              )}
            </FileButton>
          </Group>
          {read.error instanceof SyntaxError ? (
            <Message tone="bad" icon={IconAlertTriangle} title={t('dep-profile.import.no-json')} role="alert">
              <Text size="sm">{read.error.message}</Text>
            </Message>
          ) : (
            <ErrorMessage error={read.error} />
          )}
          {read.data && <ReadNotes read={read.data} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('act.cancel')}
            </Button>
            {read.data ? (
              <Button
                onClick={() => {
                  onTake(read.data.fields)
                  close()
                }}
              >
                {t('dep-profile.import.take')}
              </Button>
            ) : (
              <Button disabled={!text.trim()} loading={read.isPending} onClick={() => read.mutate(text)}>
                {t('dep-profile.import.read')}
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

const ReadNotes = ({ read: { unknown, warnings, errors } }: { read: DepProfileOfJson }) => (
  <Stack gap="xs">
    {errors.length > 0 && <Notes title={t('dep-profile.import.errors')} notes={errors} bad />}
    {unknown.length > 0 && (
      <Notes
        title={t('dep-profile.import.unknown')}
        notes={unknown.map((name) => ({
          pointer: `/json/${name}`,
          message: t('dep-profile.import.unknown.text'),
        }))}
      />
    )}
    {warnings.length > 0 && <Notes title={t('dep-profile.import.warnings')} notes={warnings} />}
    {errors.length + unknown.length + warnings.length === 0 && (
      <Text size="sm" role="status">
        {t('dep-profile.import.fine')}
      </Text>
    )}
  </Stack>
)

/** Throws SyntaxError. */
function parseObject(text: string): Record<string, unknown> {
  const json: unknown = JSON.parse(text)
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>
  throw new SyntaxError(t('dep-profile.import.no-object'))
}
