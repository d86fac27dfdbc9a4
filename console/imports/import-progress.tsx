import { Paper, Progress, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Import } from '../../src/contract/import.ts'
import { formatDuration, formatNumber } from '../texts/format.ts'
import { t, tWord } from '../texts/t.ts'

/** Count, rate and time left of long work. A phase that is one statement of the database has no count. */
export function ImportProgress({ of }: { of: Import }) {
  const { phase = of.state, done = 0, of: total = null } = of.progress ?? {}
  const counting = total !== null && done > 0 && done < total
  const rate = useRate(phase, done)
  return (
    <Paper withBorder p="md" component="section" aria-label={t('import.progress')}>
      <Stack gap={6}>
        <Text fw={600}>{tWord('import.phase', phase)}</Text>
        <Progress
          value={counting ? (done / total) * 100 : 100}
          animated={!counting}
          aria-label={t('import.progress')}
        />
        <Text size="sm" role="status" mih="1.5em">
          {counting && t('import.progress.of', { done, of: total })}
          {!counting && done > 0 && t('import.progress.done', { count: done })}
          {counting && rate > 0 && ` · ${rateText(rate, total - done)}`}
        </Text>
        <Text size="sm" c="dimmed">
          {t('import.leave')}
        </Text>
      </Stack>
    </Paper>
  )
}

const rateText = (rate: number, open: number) =>
  t('import.progress.rate', { rate: formatNumber(Math.round(rate)), left: formatDuration(open / rate) })

/** Rows per second since this page has been watching the phase. */
function useRate(phase: string, done: number): number {
  const start = useRef<{ phase: string; at: number; done: number }>(undefined)
  const [rate, setRate] = useState(0)
  useEffect(() => {
    if (start.current?.phase !== phase) start.current = { phase, at: Date.now(), done }
    const seconds = (Date.now() - start.current.at) / 1000
    setRate(seconds > 0.5 ? (done - start.current.done) / seconds : 0)
  }, [phase, done])
  return rate
}
