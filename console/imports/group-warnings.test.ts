import { expect, test } from 'vitest'
import { groupWarnings } from './group-warnings.ts'

const warning = (line: number | null, column: string) => ({
  line,
  column,
  code: 'serial.unusual',
  message: `odd in ${line}`,
  severity: 'warning' as const,
})

test('one line for each kind of warning, with its first row and the number of rows', () => {
  const groups = groupWarnings([warning(2, 'Serial'), warning(3, 'Serial'), warning(null, 'Udid')])
  expect(groups).toEqual([
    { first: warning(2, 'Serial'), rows: 2 },
    { first: warning(null, 'Udid'), rows: 1 },
  ])
})
