import { Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ImportRow } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import type { Column } from '../ui/column.ts'
import { ColumnMenu } from '../ui/column-menu.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { FilteredEmpty, TableSkeleton } from '../ui/list-states.tsx'
import { useVisibleColumns } from '../ui/use-visible-columns.ts'
import { WindowTable } from '../ui/window-table.tsx'
import type { usePlanRows } from './use-plan-rows.ts'

type Props = {
  /** Under which the chosen columns are remembered. */
  name: string
  label: string
  rows: ReturnType<typeof usePlanRows>
  columns: Column<ImportRow>[]
  filters: ReactNode
  filtered: boolean
  onClear: () => void
  onOpen?: (row: ImportRow, index: number) => void
  empty: ReactNode
  /** Another list begins at its top. */
  listKey: string
}

/** The rows of a plan under their filters, with the number that the filters leave. */
export function PlanTable(props: Props) {
  const { name, rows, columns, filters } = props
  const { visibility, toggle } = useVisibleColumns(name, columns)
  return (
    <Stack gap="sm">
      <Group gap="xs" align="flex-start" wrap="nowrap" justify="space-between">
        <div style={{ flex: 1, minWidth: 0 }}>{filters}</div>
        <ColumnMenu columns={columns} visibility={visibility} onToggle={toggle} />
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {rows.head.isSuccess && !rows.head.isPlaceholderData && t('import.rows.found', { count: rows.total })}
      </Text>
      <Body {...props} columns={columns.filter(({ id }) => visibility[id])} />
    </Stack>
  )
}

function Body({ rows, filtered, onClear, empty, label, columns, onOpen, listKey }: Props) {
  const { head, failed, total, rowAt, onRange } = rows
  if (failed) return <ErrorMessage error={failed.error} onRetry={() => void failed.refetch()} />
  if (head.isPending) return <TableSkeleton />
  if (total === 0) return filtered ? <FilteredEmpty onClear={onClear} /> : empty
  return (
    <WindowTable
      key={listKey}
      {...{ label, columns, total, rowAt, onRange }}
      rowId={({ line }) => String(line)}
      {...(onOpen && { onOpen })}
    />
  )
}
