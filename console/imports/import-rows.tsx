import { SegmentedControl, Stack, Title, UnstyledButton } from '@mantine/core'
import { IconFileOff } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Import, type ImportRow, RowOutcome } from '../../src/contract/import.ts'
import { isFiltered } from '../app/address.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Status } from '../ui/status.tsx'
import { importRowsOptions } from './import-queries.ts'
import { RowDrawer } from './row-drawer.tsx'
import { RowSummary } from './row-summary.tsx'

/** Every row of the file with what would happen to it, field by field. */
export function ImportRows({ of }: { of: Import }) {
  const filters = useSearch({ from: '/shell/imports/$id' })
  const navigate = useNavigate({ from: '/imports/$id' })
  const query = useInfiniteQuery(importRowsOptions(of.id, filters))
  const [shown, setShown] = useState<ImportRow>()
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true, resetScroll: false })
  const clear = () => change({ q: undefined, outcome: undefined })
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>{t('import.rows.title')}</Title>
      <ListView
        name="import-rows"
        label={t('import.rows.title')}
        query={query}
        columns={columnsOf(setShown)}
        rowId={({ line }) => String(line)}
        onOpen={setShown}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('import.rows.search')}
            search={filters.q}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
          >
            <div style={{ overflowX: 'auto' }}>
              <SegmentedControl
                aria-label={t('import.rows.outcome')}
                data={outcomeTabs(of)}
                value={filters.outcome ?? 'all'}
                onChange={(outcome) => change({ outcome: outcome === 'all' ? undefined : outcome })}
              />
            </div>
          </FilterBar>
        }
        empty={<Empty icon={IconFileOff} title={t('import.rows.empty')} />}
      />
      <RowDrawer row={shown} onClose={() => setShown(undefined)} />
    </Stack>
  )
}

const outcomeTabs = ({ counts }: Import) => [
  { value: 'all', label: `${t('import.rows.all')} ${formatNumber(counts.rows)}` },
  ...RowOutcome.options.map((outcome) => ({
    value: outcome,
    label: `${t(`status.row.${outcome}`)} ${formatNumber(counts[outcome])}`,
  })),
]

const columnsOf = (open: (row: ImportRow) => void): Column<ImportRow>[] => [
  { id: 'line', header: t('import.rows.line'), width: 70, always: true, cell: ({ line }) => String(line) },
  {
    id: 'outcome',
    header: t('import.rows.outcome'),
    width: 120,
    cell: ({ outcome }) => <Status kind="row" state={outcome} />,
  },
  {
    id: 'label',
    header: t('import.rows.label'),
    width: 150,
    always: true,
    cell: (row) => (
      <UnstyledButton {...rowLink} onClick={() => open(row)}>
        {row.label}
      </UnstyledButton>
    ),
  },
  { id: 'changes', header: t('import.rows.changes'), width: 460, cell: (row) => <RowSummary row={row} /> },
]
