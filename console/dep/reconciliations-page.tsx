import { Group, Paper, SimpleGrid, Stack, Title } from '@mantine/core'
import { IconApple } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { DepReconciliationStatus } from '../../src/contract/dep-reconciliation.ts'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { reconciliationsOptions } from './reconciliation-queries.ts'
import { ReconciliationResult } from './reconciliation-result.tsx'
import { ReconcileButton } from './reconcile-button.tsx'

export function DepReconciliationsPage() {
  const { data, error, isPending, refetch } = useQuery(reconciliationsOptions)
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page title={t('reconciliations.title')} description={t('reconciliations.description')}>
      {data.length === 0 && (
        <Empty
          icon={IconApple}
          title={t('reconciliations.empty')}
          action={<LinkButton to="/dep/accounts">{t('nav.dep-accounts')}</LinkButton>}
        >
          {t('reconciliations.empty.text')}
        </Empty>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        {data.map((status) => (
          <AccountCard key={status.accountId} status={status} />
        ))}
      </SimpleGrid>
    </Page>
  )
}

const AccountCard = ({ status }: { status: DepReconciliationStatus }) => (
  <Paper withBorder p="md" component="article">
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} style={{ overflowWrap: 'anywhere' }}>
          <LinkAnchor to="/dep/reconciliation/$id" params={{ id: status.accountId }} inherit>
            {status.account}
          </LinkAnchor>
        </Title>
        <ReconcileButton status={status} />
      </Group>
      <ReconciliationResult status={status} />
      {status.open > 0 && (
        <LinkAnchor to="/dep/reconciliation/$id" params={{ id: status.accountId }} size="sm">
          {t('reconciliation.see')}
        </LinkAnchor>
      )}
    </Stack>
  </Paper>
)
