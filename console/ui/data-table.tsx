import { Checkbox } from '@mantine/core'
import {
  columnVisibilityFeature,
  type OnChangeFn,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { t } from '../texts/t.ts'
import type { Column, SelectedRows } from './column.ts'
import { HeaderCell } from './data-table-header.tsx'
import { DataTableRow, SkeletonRow } from './data-table-row.tsx'
import { useRowKeys } from './use-row-keys.ts'
import './data-table.css'

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature })
const rowHeight = 44
const skeletonRows = 3

export type Selection = { selected: SelectedRows; onChange: OnChangeFn<SelectedRows> }

export type DataTableProps<T extends object> = {
  label: string
  columns: Column<T>[]
  visibility: Record<string, boolean>
  rows: T[]
  total: number
  rowId: (row: T) => string
  hasMore: boolean
  onMore: () => void
  onOpen?: ((row: T) => void) | undefined
  onHover?: ((row: T) => void) | undefined
  selection?: Selection | undefined
  sort?: string | undefined
  onSort?: ((sort: string) => void) | undefined
  /** Rows that stand together get a heading above the first of them. */
  groups?: Groups<T> | undefined
}

export type Groups<T> = { keyOf: (row: T) => string; heading: (row: T) => ReactNode }

/** A real table that draws only the rows in sight and asks for more before its end is reached. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, columns, visibility, rows, total, rowId, hasMore, onMore, selection, groups } = props
  const frame = useRef<HTMLDivElement>(null)
  const definitions = useMemo(() => columns.map(({ id, header }) => ({ id, header })), [columns])
  const table = useTable({
    features,
    data: rows,
    columns: definitions,
    getRowId: rowId,
    state: { columnVisibility: visibility, rowSelection: selection?.selected ?? {} },
    ...(selection && { onRowSelectionChange: selection.onChange }),
  })
  const visible = columns.filter(({ id }) => table.getColumn(id)?.getIsVisible())
  const count = rows.length + (hasMore ? skeletonRows : 0)
  const opensGroup = (index: number) => {
    const [row, before] = [rows[index], rows[index - 1]]
    return groups && row && (!before || groups.keyOf(before) !== groups.keyOf(row)) ? groups : undefined
  }
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: (index) => (opensGroup(index) ? 2 * rowHeight : rowHeight),
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= rows.length - 40) onMore()
  }, [hasMore, last, rows.length, onMore])
  useRowKeys(frame, rows.length, (index) => virtual.scrollToIndex(index))

  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const span = visible.length + (selection ? 1 : 0)
  const model = table.getRowModel().rows
  const minWidth = visible.reduce((sum, { width }) => sum + width, selection ? 40 : 0)
  return (
    // The region scrolls, so the keyboard must be able to reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div
      className="data-table-frame"
      ref={frame}
      role="region"
      aria-label={label}
      tabIndex={0}
      data-short={count < 8 || undefined}
    >
      <table className="data-table" aria-label={label} aria-rowcount={total + 1} style={{ minWidth }}>
        <colgroup>
          {selection && <col style={{ width: 40 }} />}
          {visible.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {selection && (
              <th scope="col" className="data-table-check">
                <Checkbox
                  size="xs"
                  aria-label={t('list.select-all')}
                  checked={table.getIsAllRowsSelected()}
                  indeterminate={table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected()}
                  onChange={table.getToggleAllRowsSelectedHandler()}
                />
              </th>
            )}
            {visible.map((column) => (
              <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} />
          {items.map(({ index, key }) => {
            const row = model[index]
            if (!row) return <SkeletonRow key={key} span={span} />
            return (
              <Fragment key={row.id}>
                {opensGroup(index) && (
                  <tr className="data-table-group">
                    <th scope="rowgroup" colSpan={span}>
                      {groups?.heading(row.original)}
                    </th>
                  </tr>
                )}
                <DataTableRow
                  row={row.original}
                  index={index}
                  columns={visible}
                  selected={selection ? row.getIsSelected() : undefined}
                  onSelect={() => row.toggleSelected()}
                  onOpen={props.onOpen}
                  onHover={props.onHover}
                />
              </Fragment>
            )
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </div>
  )
}

const Spacer = ({ height }: { height: number }) =>
  height > 0 && <tr className="data-table-spacer" aria-hidden style={{ height }} />
