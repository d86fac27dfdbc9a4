import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import type { Column } from './column.ts'

type Props<T> = { column: Column<T>; sort: string | undefined; onSort: ((sort: string) => void) | undefined }

/** A column that can order the list has its title as a button; a second press turns the order round where it can. */
export function HeaderCell<T>({ column, sort, onSort }: Props<T>) {
  const word = column.sort
  if (!word || !onSort) return <th scope="col">{column.header}</th>
  const down = sort === `-${word}`
  const up = sort === word
  const Icon = up ? IconArrowUp : down ? IconArrowDown : IconArrowsSort
  return (
    <th scope="col" aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}>
      <UnstyledButton onClick={() => onSort(up && !column.oneWay ? `-${word}` : word)}>
        {column.header}
        <Icon size={14} aria-hidden opacity={up || down ? 1 : 0.5} />
      </UnstyledButton>
    </th>
  )
}
