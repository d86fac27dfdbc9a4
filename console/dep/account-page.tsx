import { Code, Grid, Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { DepAccount } from '../../src/contract/dep.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { TimelineCard } from '../devices/device-timeline.tsx'
import { AccountFacts } from './account-facts.tsx'
import { accountTimelineOptions } from './account-queries.ts'
import { AccountHealth } from './account-health.tsx'
import { AccountSettings } from './account-settings.tsx'
import { BetaTokens } from './beta-tokens.tsx'
import { depAccountOptions } from './dep-queries.ts'
import { SyncBox } from './sync-box.tsx'
import { TokenSteps } from './token-steps.tsx'

export function DepAccountPage() {
  const { id } = useParams({ from: '/shell/dep/accounts/$id' })
  const { data, error, isPending, refetch } = useQuery(depAccountOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return <AccountView account={data} />
}

function AccountView({ account }: { account: DepAccount }) {
  const can = useCan()
  const hasToken = account.state !== 'no-token'
  return (
    <Page
      title={account.name}
      badge={<Status kind="account" state={account.state} />}
      actions={
        hasToken && (
          <LinkButton to="/dep/devices" search={{ account: account.id }} variant="default">
            {t('dep-account.devices-link')}
          </LinkButton>
        )
      }
    >
      {account.stateText && hasToken && <StateMessage account={account} />}
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="md">
            {hasToken && <HealthCard account={account} />}
            {hasToken && <AccountFacts account={account} />}
            {can('dep.token:write') && <TokenSteps account={account} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="md">
            {hasToken && <SyncBox account={account} />}
            {can('dep.token:write') && <AccountSettings account={account} />}
            {hasToken && <BetaTokens accountId={account.id} />}
            {hasToken && <TimelineCard options={accountTimelineOptions(account.id)} />}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  )
}

const HealthCard = ({ account }: { account: DepAccount }) => (
  <Paper withBorder p="md" component="section">
    <Title order={2} mb="xs">
      {t('dep-health.title')}
    </Title>
    <AccountHealth account={account} />
  </Paper>
)

/** What Apple last said, in words, with what to do and Apple's own code. */
const StateMessage = ({ account }: { account: DepAccount }) => (
  <Message
    tone={account.state === 'throttled' || account.state === 'unavailable' ? 'warn' : 'bad'}
    icon={IconAlertTriangle}
    title={t(`status.account.${account.state}`)}
    role="status"
  >
    <Text size="sm">{account.stateText}</Text>
    {account.appleCode && (
      <Text size="xs" component="div">
        <Code>{account.appleCode}</Code> <CopyButton value={account.appleCode} what={t('error.code')} />
      </Text>
    )}
  </Message>
)
