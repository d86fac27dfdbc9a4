import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryOf, readSerials } from './dep-lookup.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'muster-serials-'))))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(content: string): string {
  const file = path.join(folder, 'serials')
  writeFileSync(file, content)
  return file
}

test.each([
  ['A\nB\n', ['A', 'B']],
  ['A\r\n\r\n  B \rC', ['A', 'B', 'C']],
  ['["A", "B"]', ['A', 'B']],
  ['A\nA\nTYPED', ['A', 'TYPED']],
])('reads serial numbers from %j', (content, found) => {
  expect(readSerials(['TYPED'], fileOf(content))).toEqual([
    'TYPED',
    ...found.filter((each) => each !== 'TYPED'),
  ])
})

test.each(['', '\n\n', '[1]', '["A"'])('refuses %j', (content) => {
  expect(() => readSerials([], fileOf(content))).toThrow(fileOf(content))
})

test('writes a query without what was not said', () => {
  expect(queryOf({ q: 'a b', gone: true, limit: 5, family: undefined })).toBe('?q=a+b&gone=true&limit=5')
  expect(queryOf({ q: undefined })).toBe('')
})
