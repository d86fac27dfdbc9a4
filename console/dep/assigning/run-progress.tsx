import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import type { DepAssignmentRun } from '../../../src/contract/dep-assignment.ts'
import { useLiveProgress } from '../../api/progress.ts'
import { formatExactTime } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { LinkButton } from '../../ui/link.tsx'
import { runOptions } from './assign-queries.ts'

const Live = z.object({
  total: z.int(),
  waiting: z.int(),
  done: z.int(),
  failed: z.int(),
  throttled: z.int(),
  retrying: z.int(),
  limited: z.int(),
})

type Props = { run: DepAssignmentRun; onClose?: () => void }

/** How far a change of many devices is; events are faster than asking again. */
export function RunProgress({ run: begun, onClose }: Props) {
  const { data: run } = useQuery({ ...runOptions(begun.id), initialData: begun })
  const [soon] = useState(() => Date.now() + 60_000)
  const live = Live.safeParse(useLiveProgress('dep-assignment', begun.id)).data
  const numbers = live && live.waiting < run.waiting ? live : run
  const { total, waiting, done, failed, throttled, retrying, limited } = numbers
  const later = throttled + retrying + limited
  const isDone = waiting === 0 && !run.isLookingUp
  const facts = [
    run.settled > 0 && t('run.settled', { count: run.settled }),
    run.leftOut > 0 && t('run.left-out', { count: run.leftOut }),
  ].filter(Boolean)
  return (
    <Stack gap="sm">
      <Text fw={600} role="status">
        {headOf(run, isDone)}
      </Text>
      <Progress
        value={run.isLookingUp ? 0 : total > 0 ? ((total - waiting) / total) * 100 : 100}
        animated={!isDone}
        aria-label={t('run.progress')}
      />
      <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {run.isLookingUp
          ? t('run.looking-up', { count: total })
          : t('run.of', { done: total - waiting, total })}{' '}
        · {t('run.counts', { done, failed, waiting: later })}
      </Text>
      {facts.length > 0 && <Text size="sm">{facts.join(' · ')}</Text>}
      {run.nextTryAt && (later > 0 || !isDone) && Date.parse(run.nextTryAt) > soon && (
        <Text size="sm">{t('run.next-try', { when: formatExactTime(run.nextTryAt) })}</Text>
      )}
      {onClose && !isDone && (
        <Text size="sm" c="dimmed">
          {t('run.leave')}
        </Text>
      )}
      <Group justify="flex-end" gap="xs">
        {later + failed > 0 && (
          <LinkButton to="/dep/assignments" search={{ run: run.id }} variant="default">
            {t('dep-results.open')}
          </LinkButton>
        )}
        {onClose && <Button onClick={onClose}>{t('act.close')}</Button>}
      </Group>
    </Stack>
  )
}

function headOf({ kind, profileName }: DepAssignmentRun, isDone: boolean): string {
  const profile = profileName ?? ''
  if (kind === 'assign') return t(isDone ? 'run.assign.done' : 'run.assign', { profile })
  return t(isDone ? `run.${kind}.done` : `run.${kind}`)
}
