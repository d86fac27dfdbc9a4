import { Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { PushCertificate } from '../../src/contract/push.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { Message } from '../ui/message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { PushDevices } from './push-devices.tsx'
import { pushCertificateOptions } from './push-queries.ts'
import { PushSteps } from './push-steps.tsx'
import { PushTestCard } from './push-test-card.tsx'

export function PushCertificatePage() {
  const mayWrite = useCan()('settings:write')
  const { data, error, isPending, refetch } = useQuery(pushCertificateOptions)
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  const usable = ['valid', 'soon', 'refused'].includes(data.state)
  return (
    <Page
      title={t('push.title')}
      description={t('push.description')}
      badge={<Status kind="push" state={data.state} />}
    >
      <Stack gap="md" maw={860} style={{ overflowWrap: 'anywhere' }}>
        <Advice certificate={data} />
        {data.topic && <Facts certificate={data} />}
        <PushDevices devices={data.devices} />
        {mayWrite && <PushSteps certificate={data} />}
        {mayWrite && <PushTestCard ready={usable} />}
      </Stack>
    </Page>
  )
}

/** What to do, in the server's words. */
function Advice({ certificate: { state, text } }: { certificate: PushCertificate }) {
  if (text === null) return null
  const isBad = state === 'expired' || state === 'refused'
  const isQuiet = state === 'none' || state === 'requested'
  return (
    <Message
      tone={isBad ? 'bad' : isQuiet ? 'info' : 'warn'}
      icon={isQuiet ? IconInfoCircle : IconAlertTriangle}
      title={t(`status.push.${state}`)}
    >
      <Text size="sm">{text}</Text>
    </Message>
  )
}

function Facts({ certificate }: { certificate: PushCertificate }) {
  const { topic, subject, issuer, serialNumber, expiresAt, daysLeft, waiting } = certificate
  return (
    <FactGroup title={t('push.facts')}>
      <Fact label={t('push.topic')} copy={topic} />
      <Fact label={t('push.subject')}>{subject}</Fact>
      <Fact label={t('push.issuer')}>{issuer}</Fact>
      <Fact label={t('push.serial')} copy={serialNumber} />
      <Fact label={t('push.expires')}>
        {expiresAt && (
          <>
            <Time at={expiresAt} />
            {daysLeft !== null && daysLeft >= 0 && ` (${t('push.days-left', { count: daysLeft })})`}
          </>
        )}
      </Fact>
      <Fact label={t('push.waiting')}>{String(waiting)}</Fact>
    </FactGroup>
  )
}
