import { Button, Paper, Stack, Title } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type DepAssignment, DepAssignmentReason } from '../../../src/contract/dep-assignment.ts'
import { isFiltered, noFilters } from '../../app/address.ts'
import { totalOf } from '../../api/list.ts'
import { t, tWord } from '../../texts/t.ts'
import type { Column } from '../../ui/column.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { ListView } from '../../ui/list-view.tsx'
import { Page } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { depAccountsOptions } from '../dep-queries.ts'
import { openAssignmentsOptions, runsOptions } from './assign-queries.ts'
import { ForceDialog } from './force-dialog.tsx'
import { RunProgress } from './run-progress.tsx'
import { useRetry } from './use-retry.ts'

/** What Apple has not done yet: why, when it is tried again, and the button that does so now. */
export function DepAssignmentsPage() {
  const filters = useSearch({ from: '/shell/dep/assignments' })
  const navigate = useNavigate({ from: '/dep/assignments' })
  const query = useInfiniteQuery(openAssignmentsOptions(filters))
  const accounts = useQuery(depAccountsOptions)
  const retry = useRetry()
  const [early, setEarly] = useState<DepAssignment>()
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const total = totalOf(query.data)
  const tryNow = (row: DepAssignment) =>
    isEarly(row) ? setEarly(row) : retry.mutate({ serials: [row.serial] })
  return (
    <Page
      title={t('assignments.title')}
      count={total}
      description={t('assignments.description')}
      actions={
        (total ?? 0) > 0 && (
          <Button
            variant="default"
            loading={retry.isPending}
            onClick={() => retry.mutate({ filter: filters })}
          >
            {t('assignments.retry-all')}
          </Button>
        )
      }
    >
      <ErrorMessage error={retry.error} />
      <RunsUnderWay />
      <ListView
        name="dep-assignments"
        label={t('assignments.title')}
        query={query}
        columns={columnsOf(tryNow)}
        rowId={({ accountId, serial }) => `${accountId} ${serial}`}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('assignments.search')}
            search={filters.q}
            choices={[
              { name: 'state', label: t('assignment.state'), value: filters.state, options: states },
              { name: 'reason', label: t('assignment.reason'), value: filters.reason, options: reasons },
              {
                name: 'account',
                label: t('dep-device.account'),
                value: filters.account,
                options: (accounts.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              },
            ]}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
          />
        }
        empty={
          <Empty icon={IconCheck} title={t('assignments.empty')}>
            {t('assignments.empty.text')}
          </Empty>
        }
      />
      {early && <ForceDialog assignment={early} onClose={() => setEarly(undefined)} />}
    </Page>
  )
}

const states = (['waiting', 'failed'] as const).map((value) => ({
  value,
  label: t(`status.assignment.${value}`),
}))
const reasons = DepAssignmentReason.options.map((value) => ({
  value,
  label: t(`assignment.reason.${value}`),
}))

const isEarly = ({ reason, nextTryAt }: DepAssignment): boolean =>
  (reason === 'THROTTLED' || reason === 'daily-limit') &&
  nextTryAt !== null &&
  Date.parse(nextTryAt) > Date.now()

function RunsUnderWay() {
  const { data } = useQuery(runsOptions)
  const running = data?.filter(({ state }) => state === 'running') ?? []
  if (running.length === 0) return null
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <Title order={2}>{t('assignments.running')}</Title>
        {running.map((run) => (
          <RunProgress key={run.id} run={run} />
        ))}
      </Stack>
    </Paper>
  )
}

const columnsOf = (tryNow: (row: DepAssignment) => void): Column<DepAssignment>[] => [
  {
    id: 'serial',
    header: t('dep-device.serial'),
    width: 126,
    always: true,
    cell: ({ serial }) => <span className="identifier">{serial}</span>,
  },
  {
    id: 'state',
    header: t('assignment.state'),
    width: 112,
    wide: true,
    cell: ({ state }) => <Status kind="assignment" state={state} />,
  },
  {
    id: 'reason',
    header: t('assignment.reason'),
    width: 104,
    cell: ({ reason }) => tWord('assignment.reason', reason),
  },
  {
    id: 'next',
    header: t('assignment.next-try'),
    width: 120,
    wide: true,
    cell: ({ nextTryAt }) => nextTryAt && <Time at={nextTryAt} />,
  },
  {
    id: 'retry',
    header: t('assignments.retry'),
    width: 96,
    always: true,
    cell: (row) =>
      !row.gone && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('assignments.retry-one', { serial: row.serial })}
          onClick={() => tryNow(row)}
        >
          {t('assignments.retry')}
        </Button>
      ),
  },
  {
    id: 'wish',
    header: t('assignment.wish'),
    width: 130,
    wide: true,
    cell: ({ wish, profileName }) => (wish === 'remove' ? t('assignment.wish.remove') : profileName),
  },
  {
    id: 'meaning',
    header: t('assignment.meaning'),
    width: 340,
    wide: true,
    cell: ({ message }) => <span title={message}>{message}</span>,
  },
  {
    id: 'by',
    header: t('assignment.by'),
    width: 150,
    optional: true,
    cell: ({ rule, requestedBy }) => (rule ? t('assignment.rule', { rule }) : requestedBy),
  },
  {
    id: 'account',
    header: t('dep-device.account'),
    width: 130,
    optional: true,
    cell: ({ account }) => account,
  },
  { id: 'model', header: t('dep-device.model'), width: 150, optional: true, cell: ({ model }) => model },
]
