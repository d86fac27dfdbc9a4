import { Button, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type {
  DepReconciliationReport,
  DifferenceDecision,
  DifferenceKind,
} from '../../src/contract/dep-reconciliation.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { decisionsFor } from './decisions.ts'
import { DifferenceList } from './difference-list.tsx'
import { reconciliationOptions } from './reconciliation-queries.ts'
import { ReconciliationHistory } from './reconciliation-history.tsx'
import { ReconciliationResult } from './reconciliation-result.tsx'
import { ReconcileButton } from './reconcile-button.tsx'

/** One account against Apple's list: how it stands, what waits for a decision, and what was found before. */
export function DepReconciliationPage() {
  const { id } = useParams({ from: '/shell/dep/reconciliation/$id' })
  const { data, error, isPending, refetch } = useQuery(reconciliationOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={`${t('reconciliations.title')}: ${data.account}`}
      actions={
        <>
          <LinkButton to="/dep/accounts/$id" params={{ id }} variant="default" size="xs">
            {t('dep-device.account')}
          </LinkButton>
          <ReconcileButton status={data} />
        </>
      }
    >
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Paper withBorder p="md" component="section" aria-label={t('reconciliations.title')}>
            <Stack gap="md">
              <ReconciliationResult status={data} />
              {data.open > 0 && <OpenKinds report={data} />}
            </Stack>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <ReconciliationHistory report={data} />
        </Grid.Col>
      </Grid>
      <Title order={2}>{t('differences.title')}</Title>
      <DifferenceList accountId={id} />
    </Page>
  )
}

type Asked = { kind: DifferenceKind; decision: DifferenceDecision; count: number }

/** The open ones grouped by kind, each with what it means and what may be decided about all of them. */
function OpenKinds({ report: { accountId, openKinds } }: { report: DepReconciliationReport }) {
  const navigate = useNavigate({ from: '/dep/reconciliation/$id' })
  const can = useCan()
  const [asked, setAsked] = useState<Asked>()
  return (
    <Stack
      gap="md"
      component="ul"
      m={0}
      p={0}
      style={{ listStyle: 'none' }}
      aria-label={t('reconciliation.kinds')}
    >
      {openKinds.map(({ kind, open }) => (
        <li key={kind}>
          <Group gap="xs">
            <Text fw={600}>{t(`difference.kind.${kind}`)}</Text>
            <Text span style={{ fontVariantNumeric: 'tabular-nums' }}>
              {t('reconciliation.waiting', { count: open })}
            </Text>
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={`${t('reconciliation.show-kind')}: ${t(`difference.kind.${kind}`)}`}
              onClick={() => void navigate({ search: { kind }, replace: true })}
            >
              {t('reconciliation.show-kind')}
            </Button>
          </Group>
          <Text size="sm">{t(`difference.explain.${kind}`)}</Text>
          <Group gap="xs" mt={6}>
            {decisionsFor(kind, can).map((decision) => (
              <Button
                key={decision}
                size="compact-sm"
                variant="default"
                onClick={() => setAsked({ kind, decision, count: open })}
              >
                {t(`decision.${decision}`)}
              </Button>
            ))}
          </Group>
        </li>
      ))}
      {asked && (
        <DecideDialog
          accountId={accountId}
          decision={asked.decision}
          choice={{ kind: asked.kind }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Stack>
  )
}
