import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { DepReconciliation, DepReconciliationReport } from '../../src/contract/dep-reconciliation.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

/** The last comparisons, newest first, each with what it found or why it failed. */
export const ReconciliationHistory = ({ report: { history } }: { report: DepReconciliationReport }) => (
  <Paper withBorder p="md" component="section">
    <Title order={2} mb="sm">
      {t('reconciliation.history')}
    </Title>
    {history.length === 0 && <Text c="dimmed">{t('reconciliation.history.none')}</Text>}
    <Stack
      component="ul"
      gap="sm"
      m={0}
      p={0}
      mah={340}
      tabIndex={0}
      style={{ listStyle: 'none', overflowY: 'auto' }}
      aria-label={t('reconciliation.history')}
    >
      {history.map((one) => (
        <Entry key={one.id} of={one} />
      ))}
    </Stack>
  </Paper>
)

const Entry = ({ of }: { of: DepReconciliation }) => (
  <li>
    <Group gap="xs">
      <Status kind="job" state={of.state} />
      <Text size="sm" c="dimmed" span>
        <Time at={of.startedAt} />
      </Text>
      <Text size="sm" c="dimmed" span>
        {of.cause === 'nightly'
          ? t('reconciliation.by-night')
          : t('reconciliation.by', { name: of.requestedBy })}
      </Text>
    </Group>
    <Text size="sm">{resultText(of)}</Text>
    {of.mended > 0 && (
      <LinkAnchor
        to="/dep/reconciliation/$id"
        params={{ id: of.accountId }}
        search={{ reconciliation: of.id }}
        size="sm"
      >
        {t('reconciliation.result.show')}
      </LinkAnchor>
    )}
  </li>
)

function resultText({ state, error, listed, mended, open }: DepReconciliation): string {
  if (error) return error
  if (state === 'running') return ''
  if (mended + open === 0) return t('reconciliation.result.agree', { count: listed })
  return t('reconciliation.result', {
    listed: formatNumber(listed),
    mended: formatNumber(mended),
    open: formatNumber(open),
  })
}
