import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { readinessCountOptions } from '../readiness/readiness-queries.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'

/** Of the pre-enrolled devices: those that enroll when they are switched on, and those that do not. */
export function ReadinessCounts() {
  const { data, error } = useQuery(readinessCountOptions)
  if (error) return <ErrorMessage error={error} />
  return (
    <SimpleGrid cols={2} mt="md" component="section" aria-label={t('today.pre-enrolled')}>
      <Count state="ready" count={data?.ready} />
      <Count state="not-ready" count={data?.notReady} />
    </SimpleGrid>
  )
}

const Count = ({ state, count }: { state: 'ready' | 'not-ready'; count: number | undefined }) => (
  <LinkAnchor
    to="/devices"
    search={{ status: 'pre-enrolled', ready: state === 'ready' ? 'true' : 'false' }}
    c="var(--mantine-color-text)"
    underline="never"
  >
    <Paper withBorder p="md" h="100%">
      {count === undefined ? (
        <Skeleton h={36} w={80} mb={4} />
      ) : (
        <Text fz={30} fw={650} lh={1.2} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {formatNumber(count)}
        </Text>
      )}
      <Status kind="readiness" state={state} />
    </Paper>
  </LinkAnchor>
)
