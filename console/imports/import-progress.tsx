import { Paper, Progress, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Import } from '../../src/contract/import.ts'
import { useLiveProgress } from '../api/progress.ts'
import { formatDuration, formatNumber } from '../texts/format.ts'
import { t, tWord } from '../texts/t.ts'

/** Count, rate and time left of long work. */
export function ImportProgress({ of }: { of: Import }) {
  const live = useLiveProgress('import', of.id)
  const done = Math.max(numberOf(live?.['done']), of.progress?.done ?? 0)
  const total = numberOf(live?.['of']) || (of.progress?.of ?? of.counts.rows)
  const phase = of.progress?.phase ?? String(live?.['phase'] ?? of.state)
  const rate = useRate(done)
  return (
    <Paper withBorder p="md" component="section" aria-label={t('import.progress')}>
      <Stack gap={6}>
        <Text fw={600}>{tWord('import.phase', tWord('status.import', phase))}</Text>
        <Progress
          value={total > 0 ? (done / total) * 100 : 100}
          animated={total === 0}
          aria-label={t('import.progress')}
        />
        <Text size="sm" role="status">
          {total > 0 && t('import.progress.of', { done, of: total })}
          {rate > 0 && total > done && (
            <>
              {' · '}
              {t('import.progress.rate', {
                rate: formatNumber(Math.round(rate)),
                left: formatDuration((total - done) / rate),
              })}
            </>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {t('import.leave')}
        </Text>
      </Stack>
    </Paper>
  )
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** Items per second since this page has been watching. */
function useRate(done: number): number {
  const start = useRef<{ at: number; done: number }>(undefined)
  const [rate, setRate] = useState(0)
  useEffect(() => {
    start.current ??= { at: Date.now(), done }
    const seconds = (Date.now() - start.current.at) / 1000
    if (seconds > 0.5) setRate((done - start.current.done) / seconds)
  }, [done])
  return rate
}
