import { Button, Group, Paper, Text } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type DepDifference,
  DifferenceDecision,
  DifferenceKind,
  DifferenceState,
} from '../../src/contract/dep-reconciliation.ts'
import { itemsOf } from '../api/list.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { type SelectedRows, selectedIds } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { ListView } from '../ui/list-view.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { decisionsFor } from './decisions.ts'
import { differenceColumns } from './difference-columns.tsx'
import { DifferenceDrawer } from './difference-drawer.tsx'
import { differenceListOptions } from './reconciliation-queries.ts'

/** The differences of an account; those that wait for a decision unless another state is chosen. */
export function DifferenceList({ accountId }: { accountId: string }) {
  const filters = useSearch({ from: '/shell/dep/reconciliation/$id' })
  const navigate = useNavigate({ from: '/dep/reconciliation/$id' })
  const { state = filters.reconciliation ? 'any' : 'open', ...narrow } = filters
  const query = useInfiniteQuery(
    differenceListOptions(accountId, { ...narrow, ...(state === 'any' ? {} : { state }) }),
  )
  const [selected, setSelected] = useState<SelectedRows>({})
  const [shown, setShown] = useState<DepDifference>()
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const chosen = new Set(selectedIds(selected))
  return (
    <>
      <ListView
        name="dep-differences"
        label={t('differences.title')}
        query={query}
        columns={differenceColumns(setShown)}
        rowId={({ id }) => id}
        onOpen={setShown}
        selection={{ selected, onChange: setSelected }}
        bulk={
          chosen.size > 0 && (
            <BulkBar
              accountId={accountId}
              differences={itemsOf(query.data).filter(({ id }) => chosen.has(id))}
              onDone={() => setSelected({})}
            />
          )
        }
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('differences.search')}
            search={filters.q}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
            choices={[
              { name: 'kind', label: t('differences.filter.kind'), value: filters.kind, options: kinds },
              { name: 'state', label: t('differences.filter.state'), value: state, options: states },
            ]}
          >
            {filters.reconciliation && <Text size="sm">{t('differences.of-one')}</Text>}
          </FilterBar>
        }
        empty={
          <Empty icon={IconScale} title={t('differences.empty')}>
            {t('differences.empty.text')}
          </Empty>
        }
      />
      <DifferenceDrawer accountId={accountId} difference={shown} onClose={() => setShown(undefined)} />
    </>
  )
}

const kinds = DifferenceKind.options.map((value) => ({ value, label: t(`difference.kind.${value}`) }))
const states = [
  ...DifferenceState.options.map((value) => ({ value, label: t(`status.difference.${value}`) })),
  { value: 'any', label: t('differences.filter.any') },
]

type BulkProps = { accountId: string; differences: DepDifference[]; onDone: () => void }

function BulkBar({ accountId, differences, onDone }: BulkProps) {
  const can = useCan()
  const [decision, setDecision] = useState<DifferenceDecision>()
  const possible = new Set(
    differences.flatMap(({ kind, closedAt }) => (closedAt === null ? decisionsFor(kind, can) : [])),
  )
  return (
    <Paper withBorder p="xs">
      <Group gap="xs">
        <Text fw={600} role="status">
          {t('list.selected', { count: differences.length })}
        </Text>
        {DifferenceDecision.options
          .filter((option) => possible.has(option))
          .map((option) => (
            <Button key={option} size="xs" variant="default" onClick={() => setDecision(option)}>
              {t(`decision.${option}`)}
            </Button>
          ))}
        <Button size="xs" variant="subtle" onClick={onDone}>
          {t('list.deselect')}
        </Button>
      </Group>
      {decision && (
        <DecideDialog
          accountId={accountId}
          decision={decision}
          choice={{ ids: differences.map(({ id }) => id) }}
          onClose={() => setDecision(undefined)}
          onDone={onDone}
        />
      )}
    </Paper>
  )
}
