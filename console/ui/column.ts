import type { RowSelectionState } from '@tanstack/react-table'
import type { ReactNode } from 'react'

export type Column<T> = {
  id: string
  header: string
  /** Pixels at least; columns share what is left over in proportion. */
  width: number
  cell: (row: T) => ReactNode
  /** Cannot be left out. */
  always?: boolean
  /** Left out unless chosen. */
  optional?: boolean
  /** Left out on a narrow screen. */
  wide?: boolean
  /** The word of `sort` for this column; descending has a minus before it. */
  sort?: string
  /** Can only order the list ascending. */
  oneWay?: boolean
}

/** A key of the row that marks the link which opens it; `j` and `k` move from one to the next. */
export const rowLink = { 'data-row-link': '' } as const
/** The same for a button without an act of its own: the row opens, as by a press beside it. */
export const rowOpener = { ...rowLink, 'data-row-opener': '' } as const

export type SelectedRows = RowSelectionState
export const selectedIds = (selected: SelectedRows): string[] =>
  Object.keys(selected).filter((id) => selected[id])
