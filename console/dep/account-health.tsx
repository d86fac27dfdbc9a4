import { SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DepAccount } from '../../src/contract/dep.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Time, useNow } from '../ui/time.tsx'

const dayMs = 86_400_000
const soonDays = 60

/** How an account is, at a glance: what is wrong is bold and has its word; each number leads to what is behind it. */
export function AccountHealth({ account }: { account: DepAccount }) {
  const { id, deviceCount, lastSync, openDifferences, failedAssignments, waitingAssignments } = account
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3 }} spacing="sm" m={0}>
      <Figure label={t('dep-health.token')}>
        <TokenLeft expiresAt={account.tokenExpiresAt} />
      </Figure>
      <Figure label={t('dep-health.devices')}>
        <LinkAnchor to="/dep/devices" search={{ account: id }}>
          {formatNumber(deviceCount)}
        </LinkAnchor>
      </Figure>
      <Figure label={t('dep-health.last-sync')}>
        {lastSync ? <Time at={lastSync.endedAt ?? lastSync.startedAt} /> : t('dep-health.never')}
      </Figure>
      <Figure label={t('dep-health.differences')} isBad={openDifferences > 0}>
        <LinkAnchor to="/dep/reconciliation/$id" params={{ id }} inherit>
          {formatNumber(openDifferences)}
        </LinkAnchor>
      </Figure>
      <Figure label={t('dep-health.failed')} isBad={failedAssignments > 0}>
        <LinkAnchor to="/dep/assignments" inherit>
          {formatNumber(failedAssignments)}
        </LinkAnchor>
      </Figure>
      <Figure label={t('dep-health.waiting')}>
        <LinkAnchor to="/dep/assignments" inherit>
          {formatNumber(waitingAssignments)}
        </LinkAnchor>
      </Figure>
    </SimpleGrid>
  )
}

type FigureProps = { label: string; isBad?: boolean; children: ReactNode }

const Figure = ({ label, isBad = false, children }: FigureProps) => (
  <div>
    <Text component="dt" size="xs" c="dimmed">
      {label}
    </Text>
    <Text component="dd" m={0} fw={isBad ? 700 : 500}>
      {children}
    </Text>
  </div>
)

function TokenLeft({ expiresAt }: { expiresAt: string | null }) {
  const now = useNow()
  if (!expiresAt) return t('dep-health.token.none')
  const left = Date.parse(expiresAt) - now
  const days = Math.floor(left / dayMs)
  return (
    <Text span inherit fw={days <= soonDays ? 700 : 500}>
      {left <= 0 ? t('dep-health.token.over') : t('dep-health.token.left', { count: days })}
    </Text>
  )
}
