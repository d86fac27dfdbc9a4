import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { Column } from './column.ts'
import { HeaderCell } from './data-table-header.tsx'
import { DataTableRow, SkeletonRow } from './data-table-row.tsx'
import { useRowKeys } from './use-row-keys.ts'
import './data-table.css'

const rowHeight = 44

type Props<T extends object> = {
  label: string
  columns: Column<T>[]
  total: number
  /** Undefined while the row has not come yet. */
  rowAt: (index: number) => T | undefined
  rowId: (row: T) => string
  /** Which rows are in sight. */
  onRange: (first: number, last: number) => void
  onOpen?: (row: T, index: number) => void
}

/** A real table as long as its list: any place of it can be scrolled to, and only the rows that are in sight are held. */
export function WindowTable<T extends object>(props: Props<T>) {
  const { label, columns, total, rowAt, rowId, onRange, onOpen } = props
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  useEffect(() => onRange(first, last), [onRange, first, last])
  useRowKeys(frame, total, (index) => virtual.scrollToIndex(index))
  const minWidth = columns.reduce((sum, { width }) => sum + width, 0)
  return (
    // The region scrolls, so the keyboard must be able to reach it.
    <div
      className="data-table-frame"
      ref={frame}
      role="region"
      aria-label={label}
      tabIndex={0}
      data-short={total < 8 || undefined}
    >
      <table className="data-table" aria-label={label} aria-rowcount={total + 1} style={{ minWidth }}>
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={undefined} onSort={undefined} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={items[0]?.start ?? 0} />
          {items.map(({ index, key }) => {
            const row = rowAt(index)
            if (!row) return <SkeletonRow key={key} span={columns.length} />
            return (
              <DataTableRow
                key={rowId(row)}
                row={row}
                index={index}
                columns={columns}
                selected={undefined}
                onSelect={() => {}}
                onOpen={onOpen && (() => onOpen(row, index))}
                onHover={undefined}
              />
            )
          })}
          <Spacer height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  )
}

const Spacer = ({ height }: { height: number }) =>
  height > 0 && <tr className="data-table-spacer" aria-hidden style={{ height }} />
