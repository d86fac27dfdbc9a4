import { Button, Paper, Skeleton, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { itemsOf } from '../api/list.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Timeline, TimelineItem } from '../ui/timeline.tsx'
import { timelineOptions } from './device-queries.ts'

export const DeviceTimeline = ({ id }: { id: string }) => <TimelineCard options={timelineOptions(id)} />

/** What happened to something, newest first, with more on demand. */
export function TimelineCard({ options }: { options: ReturnType<typeof timelineOptions> }) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(options)
  const entries = itemsOf(data)
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="sm">
        {t('device.timeline')}
      </Title>
      <ErrorMessage error={error} />
      {isPending && <Skeleton h={160} />}
      {data && entries.length === 0 && <Text c="dimmed">{t('device.timeline.empty')}</Text>}
      <Timeline label={t('device.timeline')}>
        {entries.map(({ id, at, actor, summary }) => (
          <TimelineItem key={id} at={at} by={summary.includes(actor) ? null : actor}>
            {summary}
          </TimelineItem>
        ))}
      </Timeline>
      {hasNextPage && (
        <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('device.timeline.more')}
        </Button>
      )}
    </Paper>
  )
}
