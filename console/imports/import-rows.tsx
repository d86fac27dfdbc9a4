import { SegmentedControl, Stack, Title, UnstyledButton } from '@mantine/core'
import { IconFileOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Import, type ImportRow, RowOutcome } from '../../src/contract/import.ts'
import { isFiltered } from '../app/address.ts'
import type { ImportSearch } from '../app/filters.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { type Column, rowOpener } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { Status } from '../ui/status.tsx'
import { firstRejectsOptions } from './import-queries.ts'
import { PlanTable } from './plan-table.tsx'
import { RowDrawer } from './row-drawer.tsx'
import { RowSummary } from './row-summary.tsx'
import { usePlanRows } from './use-plan-rows.ts'

const noFilter = { q: undefined, outcome: undefined, problem: undefined, with: undefined }

/** Every row of the file with what happens to it, field by field. */
export function ImportRows({ of }: { of: Import }) {
  const { step: _step, ...filters } = useSearch({ from: '/shell/imports/$id' })
  const navigate = useNavigate({ from: '/imports/$id' })
  const rows = usePlanRows(of, filters)
  const [opened, setOpened] = useState<number>()
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true, resetScroll: false })
  const clear = () => change(noFilter)
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>{t('import.rows.title')}</Title>
      <PlanTable
        name="import-rows"
        label={t('import.rows.title')}
        rows={rows}
        listKey={JSON.stringify(filters)}
        columns={columns}
        onOpen={(_, index) => setOpened(index)}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={<RowFilters {...{ of, filters, change, clear }} />}
        empty={<Empty icon={IconFileOff} title={t('import.rows.empty')} />}
      />
      <RowDrawer of={of} rowAt={rows.rowAt} index={opened} onIndex={setOpened} />
    </Stack>
  )
}

type FilterProps = {
  of: Import
  filters: Omit<ImportSearch, 'step'>
  change: (search: Record<string, string | undefined>) => void
  clear: () => void
}

function RowFilters({ of, filters, change, clear }: FilterProps) {
  const problems = useProblemCodes(of, filters.problem)
  const effects = (['clear', 'mail'] as const).map((value) => ({
    value,
    label: t(`import.rows.with.${value}`),
  }))
  return (
    <Stack gap="xs">
      <FilterBar
        searchLabel={t('import.rows.search')}
        search={filters.q}
        filtered={isFiltered(filters)}
        onChange={change}
        onClear={clear}
        choices={[
          { name: 'problem', label: t('import.rows.problem'), value: filters.problem, options: problems },
          { name: 'with', label: t('import.rows.with'), value: filters.with, options: effects },
        ]}
      />
      <div style={{ overflowX: 'auto' }}>
        <SegmentedControl
          aria-label={t('import.rows.outcome')}
          data={outcomeTabs(of)}
          value={filters.outcome ?? 'all'}
          onChange={(outcome) => change({ outcome: outcome === 'all' ? undefined : outcome })}
        />
      </div>
    </Stack>
  )
}

/** The kinds of problems that are known from the head of the plan and from the first rejected rows. */
function useProblemCodes(of: Import, chosen: string | undefined) {
  const { data: rejects = [] } = useQuery(firstRejectsOptions(of))
  const codes = [
    ...rejects.flatMap(({ problems }) => problems.map(({ code }) => code)),
    ...of.warnings.filter(({ line }) => line !== null).map(({ code }) => code),
    ...(chosen ? [chosen] : []),
  ]
  return [...new Set(codes)].sort().map((code) => ({ value: code, label: code }))
}

const outcomeTabs = ({ counts }: Import) => [
  { value: 'all', label: `${t('import.rows.all')} ${formatNumber(counts.rows)}` },
  ...RowOutcome.options.map((outcome) => ({
    value: outcome,
    label: `${t(`status.row.${outcome}`)} ${formatNumber(counts[outcome])}`,
  })),
]

const columns: Column<ImportRow>[] = [
  {
    id: 'line',
    header: t('import.rows.line'),
    width: 76,
    always: true,
    cell: ({ line }) => formatNumber(line),
  },
  {
    id: 'outcome',
    header: t('import.rows.outcome'),
    width: 132,
    cell: ({ outcome }) => <Status kind="row" state={outcome} />,
  },
  {
    id: 'label',
    header: t('import.rows.label'),
    width: 160,
    always: true,
    cell: ({ label, line }) => (
      <UnstyledButton {...rowOpener}>
        {label || t('import.warning.line', { line: String(line) })}
      </UnstyledButton>
    ),
  },
  { id: 'changes', header: t('import.rows.changes'), width: 480, cell: (row) => <RowSummary row={row} /> },
]
