import { Button, Code, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle, IconCheck, IconSend } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TestPushAnswer } from '../../src/contract/push.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import { testPushOf } from './push-queries.ts'

/** Pushes a device that somebody has at hand, and shows what Apple really said. */
export function PushTestCard({ ready }: { ready: boolean }) {
  const client = useQueryClient()
  const form = useForm({ initialValues: { device: '' } })
  const test = useMutation({
    mutationFn: testPushOf,
    onSettled: () => client.invalidateQueries({ queryKey: ['push'] }),
  })
  return (
    <Paper withBorder p="md" component="section">
      <form onSubmit={form.onSubmit(({ device }) => test.mutate(device.trim()))} noValidate>
        <Stack gap="md">
          <Title order={2}>{t('push.test')}</Title>
          <Text size="sm">{ready ? t('push.test.text') : t('push.test.not-ready')}</Text>
          <Group align="flex-end">
            <TextInput
              label={t('push.test.device')}
              style={{ flex: '1 1 220px' }}
              disabled={!ready}
              {...form.getInputProps('device')}
            />
            <Button
              type="submit"
              loading={test.isPending}
              disabled={!ready || form.values.device.trim() === ''}
              leftSection={<IconSend size={16} aria-hidden />}
            >
              {t('push.test.send')}
            </Button>
          </Group>
          <ErrorMessage error={test.error} />
          {test.data && <Answer answer={test.data} />}
        </Stack>
      </form>
    </Paper>
  )
}

const Answer = ({ answer: { taken, status, reason, text } }: { answer: TestPushAnswer }) => (
  <Message
    tone={taken ? 'good' : 'bad'}
    icon={taken ? IconCheck : IconAlertTriangle}
    title={taken ? t('push.test.taken') : t('push.test.refused')}
    role="status"
  >
    <Text size="sm">{text}</Text>
    <Text size="sm">
      {t('push.test.answer')} <Code>{`${status} ${reason}`.trim()}</Code>
    </Text>
  </Message>
)
