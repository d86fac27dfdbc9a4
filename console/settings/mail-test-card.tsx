import { Button, Code, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconCheck, IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { TestMail } from '../../src/contract/mail.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { validateWith } from '../ui/form.ts'
import { Message } from '../ui/message.tsx'
import { sendTestMail } from './mail-queries.ts'

/** Sends a real mail with what is saved, and shows what the mail server really said. */
export function MailTestCard({ ready }: { ready: boolean }) {
  const mayWrite = useCan()('settings:write')
  const form = useForm({ initialValues: { to: '' }, validate: validateWith(TestMail, (values) => values) })
  const test = useMutation({ mutationFn: ({ to }: { to: string }) => sendTestMail(to) })
  if (!mayWrite) return null
  return (
    <Paper withBorder p="md" component="section">
      <form onSubmit={form.onSubmit((values) => test.mutate(values))} noValidate>
        <Stack gap="md">
          <Title order={2}>{t('settings.mail.test')}</Title>
          <Text size="sm">{ready ? t('settings.mail.test.text') : t('settings.mail.test.not-ready')}</Text>
          <Group align="flex-end">
            <TextInput
              label={t('settings.mail.test.to')}
              type="email"
              style={{ flex: '1 1 220px' }}
              disabled={!ready}
              {...form.getInputProps('to')}
            />
            <Button
              type="submit"
              loading={test.isPending}
              disabled={!ready}
              leftSection={<IconSend size={16} />}
            >
              {t('settings.mail.test.send')}
            </Button>
          </Group>
          <ErrorMessage error={test.error} />
          {test.data && (
            <Message
              tone="good"
              icon={IconCheck}
              title={t('settings.mail.test.sent', { to: test.data.to })}
              role="status"
            >
              <Text size="sm">
                {t('settings.mail.test.answer')} <Code>{test.data.answer}</Code>
              </Text>
            </Message>
          )}
        </Stack>
      </form>
    </Paper>
  )
}
