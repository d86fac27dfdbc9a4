import { Stack, Text } from '@mantine/core'
import { IconMailOff, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { MailSettings } from '../../src/contract/mail.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { MailCard } from './mail-card.tsx'
import { mailSettingsOptions } from './mail-queries.ts'
import { MailServerCard } from './mail-server-card.tsx'
import { MailTestCard } from './mail-test-card.tsx'
import { RemindersCard } from './reminders-card.tsx'

export function MailSettingsPage() {
  const { data, error, isPending, refetch } = useQuery(mailSettingsOptions)
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  const ready = Boolean(data.inUse.server && data.inUse.from)
  return (
    <Page title={t('settings.mail.title')} description={t('settings.mail.description')}>
      <Stack gap="md" maw={760}>
        <InUse settings={data} />
        <MailServerCard settings={data} />
        <MailCard title={t('settings.mail.sender')} settings={data} fields={['from', 'replyTo']} />
        <MailCard
          title={t('settings.mail.sending')}
          settings={data}
          fields={['mailsPerMinute', 'smsGateway', 'language']}
        />
        <RemindersCard settings={data} ready={ready} />
        <MailTestCard ready={ready} />
      </Stack>
    </Page>
  )
}

/** By which server mails leave now, wherever that is written. */
function InUse({ settings: { inUse } }: { settings: MailSettings }) {
  const { server, from } = inUse
  if (!server || !from)
    return (
      <Message tone="warn" icon={IconMailOff} title={t('settings.mail.none')}>
        <Text size="sm">{server ? t('settings.mail.none.from') : t('settings.mail.none.server')}</Text>
      </Message>
    )
  const where = `${server.host}:${server.port}`
  return (
    <Message tone="info" icon={IconSend} title={t('settings.mail.in-use', { server: where, from })}>
      {server.from === 'environment' && <Text size="sm">{t('settings.mail.in-use.environment')}</Text>}
    </Message>
  )
}
