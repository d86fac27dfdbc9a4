import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { DepSync } from '../../src/contract/dep.ts'
import { formatDuration } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { depSyncsOptions } from './dep-queries.ts'

/** The last syncs, newest first, each with what it brought or why it failed. */
export function SyncHistory({ accountId }: { accountId: string }) {
  const { data, error, isPending } = useQuery(depSyncsOptions(accountId))
  if (isPending) return <Skeleton h={80} />
  if (error) return <ErrorMessage error={error} />
  if (data.length === 0) return <Text c="dimmed">{t('dep-account.sync.none')}</Text>
  return (
    <Stack
      component="ul"
      gap="sm"
      m={0}
      p={0}
      style={{ listStyle: 'none' }}
      aria-label={t('dep-account.sync.history')}
    >
      {data.map((sync) => (
        <li key={sync.id}>
          <Group gap="xs">
            <Status kind="job" state={sync.state} />
            <Text size="sm">{t(`dep-sync.${sync.mode}`)}</Text>
            <Text size="sm" c="dimmed" span>
              <Time at={sync.startedAt} />
            </Text>
            <Text size="sm" c="dimmed" span>
              {tookText(sync)}
            </Text>
          </Group>
          <Text size="sm">{resultText(sync)}</Text>
        </li>
      ))}
    </Stack>
  )
}

function resultText(sync: DepSync): string {
  const { state, error, added, changed, removed, received, pages, begunAt } = sync
  if (state === 'running' && !begunAt)
    return error ? t('dep-account.sync.went-on') : t('dep-account.sync.waiting')
  const numbers = t('dep-account.sync.numbers', { added, changed, removed })
  return error ?? t('dep-account.sync.pages', { received, count: pages, numbers })
}

/** Since a server began; before that it waited. */
const tookText = ({ begunAt, endedAt }: DepSync): string | undefined =>
  begunAt && endedAt
    ? t('dep-account.sync.took', {
        duration: formatDuration(Math.max((Date.parse(endedAt) - Date.parse(begunAt)) / 1000, 1)),
      })
    : undefined
