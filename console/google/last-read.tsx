import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import type { GoogleWays } from '../../src/contract/google.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { Time } from '../ui/time.tsx'
import type { useReadNow } from './use-read-now.ts'

type Reading = ReturnType<typeof useReadNow>

export function ReadNow({ ways, read }: { ways: GoogleWays; read: Reading }) {
  const mayWrite = useCan()('bulk-enrollment:write')
  if (!mayWrite || !ways.management) return null
  return (
    <Button
      leftSection={<IconRefresh size={16} aria-hidden />}
      disabled={read.isPending || ways.reading}
      onClick={() => read.mutate()}
    >
      {t('google-read.now')}
    </Button>
  )
}

/** How the devices were last read, or that they are being read. */
export function LastRead({ ways, read }: { ways: GoogleWays; read: Reading }) {
  const running = read.isPending || ways.reading
  return (
    <Stack gap="sm">
      <div role="status">{running ? <Running /> : <Before last={ways.lastSync} />}</div>
      <ErrorMessage error={read.error} />
      {read.data?.isKnown === false && !running && <Lost />}
    </Stack>
  )
}

const Running = () => (
  <Group gap="xs">
    <Loader size="xs" aria-hidden />
    <Text size="sm">{t('google-read.running')}</Text>
  </Group>
)

function Before({ last }: { last: GoogleWays['lastSync'] }) {
  if (!last) return <Text size="sm">{t('google-read.never')}</Text>
  if (last.ok)
    return (
      <Text size="sm">
        {t('google-read.ok')} {last.message} · <Time at={last.at} />
      </Text>
    )
  return <Failed last={last} />
}

function Failed({ last }: { last: NonNullable<GoogleWays['lastSync']> }) {
  const maySet = useCan()('settings:write')
  return (
    <Message
      tone="warn"
      icon={IconAlertTriangle}
      title={t('google-read.failed')}
      actions={
        maySet && (
          <LinkButton to="/settings/android" size="xs" variant="default">
            {t('google-read.settings')}
          </LinkButton>
        )
      }
    >
      <Text size="sm">
        {last.message} · <Time at={last.at} />
      </Text>
      <Text size="sm">{t('google-read.failed.text')}</Text>
    </Message>
  )
}

function Lost() {
  const maySee = useCan()('job:read')
  return (
    <Message
      tone="warn"
      icon={IconAlertTriangle}
      title={t('google-read.lost')}
      actions={
        maySee && (
          <LinkButton to="/activity/jobs" search={{ kind: 'google.sync' }} size="xs" variant="default">
            {t('google-read.lost.act')}
          </LinkButton>
        )
      }
    />
  )
}
