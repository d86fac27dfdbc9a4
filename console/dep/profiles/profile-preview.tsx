import { Code, Paper, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { DepProfileWarning } from '../../../src/contract/dep-profile.ts'
import { ApiError } from '../../api/api-error.ts'
import { t, tWord } from '../../texts/t.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Message } from '../../ui/message.tsx'
import { fieldsOf, type ProfileValues } from '../profile-fields.ts'
import { previewOptions } from './profile-queries.ts'

/** What Apple will get, as the server will send it, and what may not do what was meant. */
export function ProfilePreview({ values }: { values: ProfileValues }) {
  const [settled] = useDebouncedValue(values, 400)
  // A name is needed last: without one the rest can be looked at.
  const fields = fieldsOf({ ...settled, profileName: settled.profileName || t('dep-profile.unnamed') })
  const { data, error } = useQuery(previewOptions(fields))
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : []
  return (
    <Stack gap="sm" style={{ position: 'sticky', top: 72 }}>
      {faults.length > 0 ? (
        <Notes title={t('dep-profile.faults')} notes={faults} bad />
      ) : (
        <ErrorMessage error={error} />
      )}
      {data && data.warnings.length > 0 && <Notes title={t('dep-profile.warnings')} notes={data.warnings} />}
      {data && <SentJson sent={data.sent} />}
    </Stack>
  )
}

type NotesProps = { title: string; notes: Pick<DepProfileWarning, 'pointer' | 'message'>[]; bad?: boolean }

export const Notes = ({ title, notes, bad = false }: NotesProps) => (
  <Message tone={bad ? 'bad' : 'warn'} icon={IconAlertTriangle} title={title} role="status">
    <ul style={{ margin: 0, paddingInlineStart: '1.2em' }}>
      {notes.map(({ pointer, message }) => (
        <li key={`${pointer} ${message}`}>
          <Text size="sm" component="span">
            <strong>{fieldWord(pointer)}</strong>: {message}
          </Text>
        </li>
      ))}
    </ul>
  </Message>
)

/** The label of a field by its JSON pointer; "/json/url" is Apple's own name. */
export function fieldWord(pointer: string): string {
  const [first = '', second = ''] = pointer.replace(/^\//, '').split('/')
  return first === 'json' ? second : tWord('profile', first)
}

/** The profile with Apple's own names. */
export function SentJson({ sent, title = t('dep-profile.json') }: { sent: object; title?: string }) {
  const json = JSON.stringify(sent, null, 2)
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        {title} <CopyButton value={json} what={title} />
      </Title>
      {/* Long lines scroll, so the keyboard must be able to reach them. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <Code block tabIndex={0} mah="60vh" style={{ overflow: 'auto' }}>
        {json}
      </Code>
    </Paper>
  )
}
