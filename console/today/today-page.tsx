import { Grid, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { DeviceStatus } from '../../src/contract/device.ts'
import { lastArrivalsOptions } from '../arrivals/arrival-queries.ts'
import { deviceCountOptions } from '../devices/device-queries.ts'
import { useCan } from '../session/use-session.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { Attention } from './attention.tsx'
import { Expiring } from './expiring.tsx'
import { ReadinessCounts } from './readiness-counts.tsx'

export function TodayPage() {
  const can = useCan()
  return (
    <Page title={t('today.title')}>
      {can('device:read') && <DeviceCounts />}
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>{can('arrival:read') && <LastArrivals />}</Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          {can('dep.token:read') && <Attention />}
          <Expiring />
        </Grid.Col>
      </Grid>
    </Page>
  )
}

function DeviceCounts() {
  const can = useCan()
  const all = useQuery(deviceCountOptions({}))
  if (all.data === 0 && can('import:write')) return <Start />
  return (
    <div>
      <SimpleGrid cols={{ base: 2, md: 4 }} component="section" aria-label={t('today.devices')}>
        {DeviceStatus.options.map((status) => (
          <DeviceCount key={status} status={status} />
        ))}
      </SimpleGrid>
      <ReadinessCounts />
    </div>
  )
}

function DeviceCount({ status }: { status: DeviceStatus }) {
  const { data, error, isPending } = useQuery(deviceCountOptions({ status }))
  if (error) return <ErrorMessage error={error} />
  return (
    <LinkAnchor to="/devices" search={{ status }} c="var(--mantine-color-text)" underline="never">
      <Paper withBorder p="md" h="100%">
        {isPending ? (
          <Skeleton h={36} w={80} mb={4} />
        ) : (
          <Text fz={30} fw={650} lh={1.2} style={{ fontVariantNumeric: 'tabular-nums' }}>
            {formatNumber(data)}
          </Text>
        )}
        <Status kind="device" state={status} />
      </Paper>
    </LinkAnchor>
  )
}

const Start = () => (
  <Paper withBorder p="lg" component="section">
    <Stack gap="xs" align="flex-start">
      <Title order={2}>{t('today.start.title')}</Title>
      <Text>{t('today.start.text')}</Text>
      <LinkButton to="/imports">{t('today.start.act')}</LinkButton>
    </Stack>
  </Paper>
)

function LastArrivals() {
  const { data, error, isPending } = useQuery(lastArrivalsOptions)
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t('today.arrivals')}</Title>
        <LinkAnchor to="/arrivals" size="sm">
          {t('today.arrivals.all')}
        </LinkAnchor>
      </Group>
      <ErrorMessage error={error} />
      {isPending && <Skeleton h={160} />}
      {data?.items.length === 0 && <Text c="dimmed">{t('today.arrivals.none')}</Text>}
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {data?.items.map(({ id, at, outcome, summary, deviceIdentifier, claimed }) => (
          <li key={id}>
            <Group gap="xs">
              <Status kind="outcome" state={outcome} />
              <LinkAnchor to="/arrivals" search={{ show: id }} fw={550}>
                {deviceIdentifier ?? claimed.serial ?? t('arrival.device')}
              </LinkAnchor>
              <Text size="sm" c="dimmed" span>
                <Time at={at} />
              </Text>
            </Group>
            <Text size="sm">{summary}</Text>
          </li>
        ))}
      </Stack>
    </Paper>
  )
}
