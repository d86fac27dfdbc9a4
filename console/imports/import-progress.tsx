import { Paper, Progress, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { z } from 'zod'
import type { Import } from '../../src/contract/import.ts'
import { useLiveProgress } from '../api/progress.ts'
import { formatDuration } from '../texts/format.ts'
import { t, tWord } from '../texts/t.ts'

/** The numbers of live events come as they stand; one that is missing is not known. */
const Numbers = z.object({
  phase: z.string(),
  done: z.int(),
  of: z.int().nullable().default(null),
  rowsPerSecond: z.int().nullable().default(null),
  secondsLeft: z.int().nullable().default(null),
})

/**
 * Count, rate and time left of long work; events are faster than asking again. A phase that is one statement of the database has no
 * count. `begun` names the work before its first phase is known.
 */
export function ImportProgress({ of, begun = of.state }: { of: Import; begun?: string }) {
  const heard = useLiveProgress('import', of.id)
  // What was heard before belongs to earlier work.
  const [old] = useState(heard)
  const live = heard === old ? undefined : Numbers.safeParse(heard).data
  const {
    phase,
    done,
    of: total,
    rowsPerSecond,
    secondsLeft,
  } = live ?? of.progress ?? { ...unknown, phase: begun }
  const counting = total !== null && done > 0 && done < total
  const facts = [
    counting && t('import.progress.of', { done, of: total }),
    !counting && done > 0 && t('import.progress.done', { count: done }),
    counting && rowsPerSecond !== null && t('import.progress.rate', { rate: rowsPerSecond }),
    counting && secondsLeft !== null && t('import.progress.left', { left: formatDuration(secondsLeft) }),
  ]
  return (
    <Paper withBorder p="md" component="section" aria-label={t('import.progress')}>
      <Stack gap={6}>
        <Text fw={600} role="status">
          {tWord('import.phase', phase)}
        </Text>
        <Progress
          value={counting ? (done / total) * 100 : 100}
          animated={!counting}
          aria-label={t('import.progress')}
        />
        <Text size="sm" mih="1.5em" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {facts.filter(Boolean).join(' · ')}
        </Text>
        <Text size="sm" c="dimmed">
          {t('import.leave')}
        </Text>
      </Stack>
    </Paper>
  )
}

const unknown = { done: 0, of: null, rowsPerSecond: null, secondsLeft: null }
