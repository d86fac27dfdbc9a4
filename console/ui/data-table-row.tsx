import { Checkbox, Skeleton } from '@mantine/core'
import type { MouseEvent } from 'react'
import { t } from '../texts/t.ts'
import type { Column } from './column.ts'

type Props<T> = {
  row: T
  index: number
  columns: Column<T>[]
  selected: boolean | undefined
  onSelect: () => void
  onOpen: ((row: T) => void) | undefined
  onHover: ((row: T) => void) | undefined
}

const isOpener = (event: MouseEvent) => (event.target as Element).closest('[data-row-opener]') !== null
const isInteractive = (event: MouseEvent) =>
  (event.target as Element).closest('a, button, input, label') !== null
/** A dialog that a cell has opened stands elsewhere in the document; React tells the row of its clicks all the same. */
const isElsewhere = ({ currentTarget, target }: MouseEvent) => !currentTarget.contains(target as Node)
const isSelectingText = () => (getSelection()?.toString() ?? '') !== ''

export function DataTableRow<T>({ row, index, columns, selected, onSelect, onOpen, onHover }: Props<T>) {
  const open = (event: MouseEvent) => {
    if (isElsewhere(event)) return
    if (isOpener(event) || (!isInteractive(event) && !isSelectingText())) onOpen?.(row)
  }
  return (
    // The whole row is a larger target for the pointer; the keyboard has the link in its first cell.
    <tr
      aria-rowindex={index + 2}
      data-row={index}
      data-open={onOpen ? '' : undefined}
      data-selected={selected || undefined}
      onClick={open}
      onPointerEnter={onHover && (() => onHover(row))}
    >
      {selected !== undefined && (
        <td className="data-table-check">
          <Checkbox size="xs" aria-label={t('list.select')} checked={selected} onChange={onSelect} />
        </td>
      )}
      {columns.map(({ id, cell }) => (
        <td key={id}>{cell(row) ?? <span aria-hidden>–</span>}</td>
      ))}
    </tr>
  )
}

export const SkeletonRow = ({ span }: { span: number }) => (
  <tr aria-hidden>
    <td colSpan={span}>
      <Skeleton h={12} />
    </td>
  </tr>
)
