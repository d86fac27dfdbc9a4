import type { Import } from '../../src/contract/import.ts'

type Warning = Import['warnings'][number]
/** `more`: other rows have it too; how many, the list of warnings does not know, since it is cut. */
export type WarningGroup = { first: Warning; more: boolean }

/** The same warning about many rows is one line: what the first row has, and whether there are more. */
export function groupWarnings(warnings: Warning[]): WarningGroup[] {
  const groups = new Map<string, WarningGroup>()
  for (const warning of warnings) {
    const group = groups.get(warning.code)
    if (group) group.more = true
    else groups.set(warning.code, { first: warning, more: false })
  }
  return [...groups.values()]
}
