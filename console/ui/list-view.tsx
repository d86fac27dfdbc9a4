import { Button, Group, Stack } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import type { Page } from '../../src/contract/common.ts'
import { itemsOf, totalOf } from '../api/list.ts'
import { t } from '../texts/t.ts'
import type { Column } from './column.ts'
import { ColumnMenu } from './column-menu.tsx'
import { DataTable, type DataTableProps } from './data-table.tsx'
import { ErrorMessage } from './error-message.tsx'
import { FilteredEmpty, TableSkeleton } from './list-states.tsx'
import { useVisibleColumns } from './use-visible-columns.ts'

type Props<T extends object> = Pick<
  DataTableProps<T>,
  'label' | 'rowId' | 'onOpen' | 'onHover' | 'selection' | 'sort' | 'onSort' | 'groups'
> & {
  /** Under which the chosen columns are remembered. */
  name: string
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>
  columns: Column<T>[]
  /** The filter bar, to the left of the choice of columns. */
  filters?: ReactNode
  bulk?: ReactNode
  /** Shown when there is nothing at all. */
  empty: ReactNode
  filtered: boolean
  onClear: () => void
}

/** A list in all its states: loading, failed, empty, filtered to nothing, and full. */
export function ListView<T extends object>(props: Props<T>) {
  const { name, query, columns, filters, bulk, empty, filtered, onClear, ...table } = props
  const { visibility, toggle } = useVisibleColumns(name, columns)
  // The table computes its rows anew for a new array, so it must be the same one while nothing has come.
  const rows = useMemo(() => itemsOf(query.data), [query.data])
  return (
    <Stack gap="sm">
      <Group gap="xs" align="flex-start" wrap="nowrap" justify="space-between">
        <div style={{ flex: 1, minWidth: 0 }}>{filters}</div>
        <ColumnMenu columns={columns} visibility={visibility} onToggle={toggle} />
      </Group>
      {bulk}
      {query.isSuccess && query.isStale && !query.isFetching && (
        <ReadAgain onClick={() => void query.refetch()} />
      )}
      <ListBody
        {...{ query, empty, filtered, onClear }}
        table={
          <DataTable
            {...table}
            {...{ columns, visibility, rows }}
            total={totalOf(query.data) ?? rows.length}
            hasMore={query.hasNextPage}
            onMore={() => {
              if (!query.isFetching) void query.fetchNextPage()
            }}
          />
        }
      />
    </Stack>
  )
}

type BodyProps<T extends object> = Pick<Props<T>, 'query' | 'empty' | 'filtered' | 'onClear'> & {
  table: ReactNode
}

function ListBody<T extends object>({ query, empty, filtered, onClear, table }: BodyProps<T>) {
  if (query.isPending) return <TableSkeleton />
  if (query.isError) return <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
  if (itemsOf(query.data).length > 0) return table
  return filtered ? <FilteredEmpty onClear={onClear} /> : empty
}

const ReadAgain = ({ onClick }: { onClick: () => void }) => (
  <Group gap="xs" role="status">
    {t('list.changed')}
    <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={14} />} onClick={onClick}>
      {t('list.read-again')}
    </Button>
  </Group>
)
