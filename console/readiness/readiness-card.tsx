import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Device } from '../../src/contract/device.ts'
import type { Readiness, ReadinessCheck } from '../../src/contract/readiness.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { readinessLooks } from './readiness-looks.ts'
import { MendButton } from './mend-button.tsx'
import { readinessOptions } from './readiness-queries.ts'

/** "Ready", or what is not as it should be, each with its mend; what is passed stands behind one line. */
export function ReadinessCard({ device }: { device: Device }) {
  const { data, error, isPending } = useQuery(readinessOptions(device.id))
  if (data?.checks.length === 0) return null
  return (
    <Paper withBorder p="md" component="section" aria-label={t('readiness.title')}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('readiness.title')}</Title>
        {data && <Verdict readiness={data} />}
      </Group>
      <ErrorMessage error={error} />
      {isPending && <Skeleton h={60} />}
      {data && <Checks checks={data.checks} />}
    </Paper>
  )
}

function Verdict({ readiness: { ready, checks } }: { readiness: Readiness }) {
  if (ready) return <StateBadge {...readinessLooks.ready} word={t('readiness.ready')} />
  const count = checks.filter(({ ok, severity }) => !ok && severity === 'error').length
  return <StateBadge {...readinessLooks.warning} word={t('readiness.not-ready', { count })} />
}

const weights = { error: 0, warning: 1, info: 2 }

function Checks({ checks }: { checks: ReadinessCheck[] }) {
  const failed = checks.filter(({ ok }) => !ok).toSorted((a, b) => weights[a.severity] - weights[b.severity])
  const passed = checks.filter(({ ok }) => ok)
  return (
    <Stack gap="sm">
      {failed.length === 0 && <Text size="sm">{t('readiness.all-well')}</Text>}
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {failed.map((check) => (
          <FailedCheck key={check.id} check={check} />
        ))}
      </Stack>
      {passed.length > 0 && (
        <details>
          <summary>{t('readiness.passed', { count: passed.length })}</summary>
          <Stack gap={4} component="ul" m={0} mt="xs" pl="md">
            {passed.map(({ id, message }) => (
              <Text key={id} size="sm" component="li">
                {message}
              </Text>
            ))}
          </Stack>
        </details>
      )}
    </Stack>
  )
}

const FailedCheck = ({ check: { severity, message, fix } }: { check: ReadinessCheck }) => (
  <li>
    <StateBadge {...readinessLooks[severity]} word={t(`readiness.${severity}`)} />
    <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
      {message}
    </Text>
    {fix && <MendButton fix={fix} />}
  </li>
)
