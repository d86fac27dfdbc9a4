import { Group, Progress, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCircle } from '@tabler/icons-react'
import { z } from 'zod'
import type { DepReconciliation, DepReconciliationStatus } from '../../src/contract/dep-reconciliation.ts'
import { useLiveProgress } from '../api/progress.ts'
import { formatDuration, formatNumber, formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Time, useNow } from '../ui/time.tsx'

/** How an account stands: what runs, what the last comparison found, and when the next one is. */
export const ReconciliationResult = ({ status }: { status: DepReconciliationStatus }) => (
  <Stack gap="sm">
    <div role="status">
      {status.last?.state === 'running' && <Running of={status.last} />}
      {status.last?.state === 'failed' && <Failed of={status.last} />}
      {status.last?.state !== 'running' && <Found status={status} />}
    </div>
    <NextTime status={status} />
  </Stack>
)

const Failed = ({ of: { error, endedAt } }: { of: DepReconciliation }) => (
  <Message tone="bad" icon={IconAlertTriangle} title={t('reconciliation.failed')}>
    <Text size="sm">{error}</Text>
    {endedAt && (
      <Text size="sm">
        <Time at={endedAt} />
      </Text>
    )}
  </Message>
)

function Found({ status: { last, lastDone, open, openKinds } }: { status: DepReconciliationStatus }) {
  if (!lastDone) return last ? null : <Text c="dimmed">{t('reconciliation.never')}</Text>
  const { listed, mended } = lastDone
  return (
    <Stack gap={4} mt={last?.state === 'failed' ? 'sm' : 0}>
      <Group gap="xs">
        <StateBadge
          tone={open > 0 ? 'warn' : 'good'}
          icon={open > 0 ? IconAlertTriangle : IconCheck}
          word={resultText({ open, listed, mended })}
        />
      </Group>
      {open > 0 && (
        <Text size="sm">
          {openKinds
            .map((one) => `${t(`difference.kind.${one.kind}`)}: ${formatNumber(one.open)}`)
            .join(' · ')}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {open > 0 && `${t('reconciliation.compared', { count: listed })} `}
        {t('reconciliation.last-done')} <Time at={lastDone.endedAt ?? lastDone.startedAt} />
      </Text>
    </Stack>
  )
}

function resultText({ open, listed, mended }: Pick<DepReconciliation, 'open' | 'listed' | 'mended'>): string {
  if (open > 0) return t('reconciliation.open', { count: open })
  return mended > 0
    ? t('reconciliation.agree-now', { count: mended })
    : t('reconciliation.agree', { count: listed })
}

function NextTime({ status: { nextAt } }: { status: DepReconciliationStatus }) {
  const now = useNow()
  if (!nextAt) return null
  return (
    <Text size="sm" c="dimmed">
      {t('reconciliation.next', { when: formatRelativeTime(nextAt, now) })}
    </Text>
  )
}

/** The numbers of live events come as they stand; they are faster than asking again. */
const Numbers = z.object({
  state: z.literal('running'),
  phase: z.enum(['sync', 'fetch', 'compare']).nullable(),
  listed: z.int(),
  expected: z.int(),
  mended: z.int(),
  devicesPerSecond: z.int().optional(),
  secondsLeft: z.int().optional(),
})

function Running({ of }: { of: DepReconciliation }) {
  const heard = Numbers.safeParse(useLiveProgress('dep-reconciliation', of.accountId)).data
  const live = heard && heard.listed >= of.listed ? heard : undefined
  const { phase, listed, expected, mended } = live ?? of
  const isCounting = phase === 'fetch' && expected > 0
  const facts = [
    listed > 0 &&
      (isCounting
        ? t('reconciliation.listed-of', { done: listed, of: expected })
        : t('reconciliation.listed', { count: listed })),
    isCounting && live?.devicesPerSecond && t('reconciliation.rate', { rate: live.devicesPerSecond }),
    isCounting &&
      live?.secondsLeft &&
      t('reconciliation.time-left', { left: formatDuration(live.secondsLeft) }),
    mended > 0 && t('reconciliation.mending', { count: mended }),
  ]
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <StateBadge tone="info" icon={IconCircle} word={t(`reconciliation.phase.${phase ?? 'waiting'}`)} />
      </Group>
      <Progress
        value={isCounting ? Math.min(100, (listed / expected) * 100) : 100}
        animated={!isCounting}
        aria-label={t('reconciliation.progress')}
      />
      <Text size="sm" mih="1.5em" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {facts.filter(Boolean).join(' · ')}
      </Text>
      <Text size="sm" c="dimmed">
        {t('reconciliation.leave-page')}
      </Text>
    </Stack>
  )
}
