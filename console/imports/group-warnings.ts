import type { Import } from '../../src/contract/import.ts'

type Warning = Import['warnings'][number]
export type WarningGroup = { first: Warning; rows: number }

/** The same warning about many rows is one line: what the first row has, and how many there are. */
export function groupWarnings(warnings: Warning[]): WarningGroup[] {
  const groups = new Map<string, WarningGroup>()
  for (const warning of warnings) {
    const key = `${warning.column} ${warning.code}`
    const group = groups.get(key)
    if (group) group.rows++
    else groups.set(key, { first: warning, rows: 1 })
  }
  return [...groups.values()]
}
