import { Button, Divider, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconGitMerge } from '@tabler/icons-react'
import type { ReactNode, SubmitEventHandler } from 'react'
import { isProblem } from '../api/api-error.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'

type Props = {
  title: string
  children: ReactNode
  dirty: boolean
  save: { isPending: boolean; error: Error | null }
  onSubmit: SubmitEventHandler<HTMLFormElement>
  /** A form of its own under this one, such as a test of what is saved. */
  below?: ReactNode
}

/** One subject of the settings with its own way to save; to those who may only read, without one. */
export function SettingsCard({ title, children, dirty, save, onSubmit, below }: Props) {
  const mayWrite = useCan()('settings:write')
  return (
    <Paper withBorder p="md" component="section">
      <form onSubmit={onSubmit} noValidate>
        <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="md">
            <Title order={2}>{title}</Title>
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
              {children}
            </SimpleGrid>
            <NotSaved error={save.error} />
            {mayWrite && (
              <Group>
                <Button
                  type="submit"
                  loading={save.isPending}
                  disabled={!dirty}
                  aria-label={`${t('act.save')}: ${title}`}
                >
                  {t('act.save')}
                </Button>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
      {below && (
        <>
          <Divider my="md" />
          {below}
        </>
      )}
    </Paper>
  )
}

const NotSaved = ({ error }: { error: Error | null }) =>
  isProblem(error, 'resource.changed') ? (
    <Message role="alert" tone="warn" icon={IconGitMerge} title={t('settings.conflict')}>
      <Text size="sm">{t('settings.conflict.text')}</Text>
    </Message>
  ) : (
    <ErrorMessage error={error} />
  )
