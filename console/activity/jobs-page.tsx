import { Button } from '@mantine/core'
import { IconRobot } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type Job as JobSchema, JobState } from '../../src/contract/job.ts'
import type { z } from 'zod'
import { isFiltered, noFilters } from '../app/address.ts'
import { totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import type { Column } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { jobListOptions, retryJob } from './activity-queries.ts'

type Job = z.infer<typeof JobSchema>

export function JobsPage() {
  const filters = useSearch({ from: '/shell/activity/jobs' })
  const navigate = useNavigate({ from: '/activity/jobs' })
  const query = useInfiniteQuery(jobListOptions(filters))
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const mayRetry = useCan()('job:write')
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: retryJob,
    onSuccess: () => client.invalidateQueries({ queryKey: ['job'] }),
  })
  return (
    <Page title={t('jobs.title')} count={totalOf(query.data)} description={t('jobs.description')}>
      <ErrorMessage error={retry.error} />
      <ListView
        name="jobs"
        label={t('jobs.title')}
        query={query}
        columns={mayRetry ? [...columns, retryColumn(retry.mutate)] : columns}
        rowId={({ id }) => id}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('job.kind')}
            search={filters.kind}
            choices={[{ name: 'state', label: t('job.state'), value: filters.state, options: states }]}
            filtered={isFiltered(filters)}
            onChange={({ q, ...search }) => change('q' in search || q !== undefined ? { kind: q } : search)}
            onClear={clear}
          />
        }
        empty={<Empty icon={IconRobot} title={t('jobs.empty')} />}
      />
    </Page>
  )
}

const states = JobState.options.map((value) => ({ value, label: t(`status.job.${value}`) }))

const columns: Column<Job>[] = [
  { id: 'kind', header: t('job.kind'), width: 200, always: true, cell: ({ kind }) => kind },
  {
    id: 'state',
    header: t('job.state'),
    width: 120,
    cell: ({ state }) => <Status kind="job" state={state} />,
  },
  {
    id: 'created',
    header: t('job.created'),
    width: 130,
    wide: true,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  {
    id: 'ended',
    header: t('job.ended'),
    width: 130,
    wide: true,
    cell: ({ endedAt }) => endedAt && <Time at={endedAt} />,
  },
  { id: 'attempts', header: t('job.attempts'), width: 80, wide: true, cell: ({ attempts }) => attempts },
  { id: 'error', header: t('job.error'), width: 320, wide: true, cell: ({ error }) => error },
]

const retryColumn = (onRetry: (id: string) => void): Column<Job> => ({
  id: 'retry',
  header: t('job.retry'),
  width: 110,
  wide: true,
  cell: ({ id, state, kind }) =>
    state === 'failed' && (
      <Button
        size="xs"
        variant="default"
        onClick={() => onRetry(id)}
        aria-label={`${t('act.retry')}: ${kind}`}
      >
        {t('act.retry')}
      </Button>
    ),
})
