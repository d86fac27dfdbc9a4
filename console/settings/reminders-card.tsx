import { Button, Group, Stack, TagsInput, Text } from '@mantine/core'
import { IconCheck, IconSend, IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { MailSettings } from '../../src/contract/mail.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import { sendTestReminder } from './mail-queries.ts'
import { SettingsCard } from './settings-card.tsx'
import { useMailForm } from './use-mail-form.ts'

type Props = { settings: MailSettings; ready: boolean }

/** Who is written to before server tokens and the push certificate end; an example shows whether it arrives. */
export function RemindersCard({ settings, ready }: Props) {
  const { form, save, submit } = useMailForm(settings, ({ reminderAddresses }) => ({ reminderAddresses }))
  const title = t('settings.mail.reminders')
  const { error: _, ...input } = form.getInputProps('reminderAddresses')
  return (
    <Stack gap="xs">
      <SettingsCard title={title} dirty={form.isDirty()} save={save} onSubmit={submit}>
        <TagsInput
          label={t('settings.mail.reminderAddresses')}
          description={t('settings.mail.reminderAddresses.hint')}
          placeholder={t('settings.mail.reminderAddresses.add')}
          acceptValueOnBlur
          {...input}
          error={firstError(form.errors)}
        />
      </SettingsCard>
      {settings.reminderAddresses.length > 0 && <Test ready={ready} />}
    </Stack>
  )
}

/** Of the list, or of one address in it. */
const firstError = (errors: Record<string, unknown>) =>
  Object.entries(errors).find(([field]) => field.startsWith('reminderAddresses'))?.[1] as string | undefined

function Test({ ready }: { ready: boolean }) {
  const mayWrite = useCan()('settings:write')
  const test = useMutation({ mutationFn: sendTestReminder })
  if (!mayWrite) return null
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          variant="default"
          loading={test.isPending}
          disabled={!ready}
          leftSection={<IconSend size={16} />}
          onClick={() => test.mutate()}
        >
          {t('settings.mail.reminders.test')}
        </Button>
        {!ready && <Text size="sm">{t('settings.mail.test.not-ready')}</Text>}
      </Group>
      <ErrorMessage error={test.error} />
      {test.data?.results.map(({ to, taken, answer }) => (
        <Message
          key={to}
          tone={taken ? 'good' : 'bad'}
          icon={taken ? IconCheck : IconX}
          title={t(taken ? 'settings.mail.test.sent' : 'settings.mail.reminders.refused', { to })}
          role="status"
        >
          <Text size="sm">{answer}</Text>
        </Message>
      ))}
    </Stack>
  )
}
