import { expect, test } from 'vitest'
import { groupWarnings } from './group-warnings.ts'

const warning = (line: number | null, code: string) => ({
  line,
  column: 'Serial',
  code,
  message: `odd in ${line}`,
  severity: 'warning' as const,
})

test('one line for each kind of warning, with its first row', () => {
  const groups = groupWarnings([warning(2, 'a'), warning(3, 'a'), warning(null, 'b'), warning(null, 'a')])
  expect(groups).toEqual([
    { first: warning(2, 'a'), more: true },
    { first: warning(null, 'b'), more: false },
  ])
})
