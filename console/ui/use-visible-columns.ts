import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import type { Column } from './column.ts'

/** The columns somebody chose for a list, remembered by this browser; narrow screens leave out the wide ones. */
export function useVisibleColumns<T>(name: string, columns: Column<T>[]) {
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const [chosen, setChosen] = useLocalStorage<Record<string, boolean>>({
    key: `columns:${name}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const isVisible = ({ id, always, optional, wide }: Column<T>) =>
    always || (!(narrow && wide) && (chosen[id] ?? !optional))
  const visibility = Object.fromEntries(columns.map((column) => [column.id, isVisible(column)]))
  const toggle = (id: string) => setChosen({ ...chosen, [id]: !visibility[id] })
  return { visibility, toggle }
}
