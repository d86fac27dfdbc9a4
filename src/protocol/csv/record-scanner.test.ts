import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvError } from './csv-error.ts'
import { recordScanner } from './record-scanner.ts'

const scan = (text: string, chunk = text.length || 1) => {
  const scanner = recordScanner(',')
  const rows = Array.from({ length: Math.ceil(text.length / chunk) }, (_, n) =>
    scanner.take(text.slice(n * chunk, (n + 1) * chunk)),
  ).flat()
  return [...rows, ...scanner.end()].map(({ line, cells }) => [line, ...cells])
}

test.each([
  ['a,b\nc,d', [1, 'a', 'b'], [2, 'c', 'd']],
  ['\n\na\n\n', [3, 'a']],
  ['"a,b","c\nd",e\nf', [1, 'a,b', 'c\nd', 'e'], [3, 'f']],
  ['"a""b",""\n', [1, 'a"b', '']],
  ['""\n', [1, '']],
  ['5" screen,a"b"\n', [1, '5" screen', 'a"b"']],
  ['"five" inch,b\n', [1, '"five" inch', 'b']],
  ['"a" "b,c"\n', [1, '"a" "b', 'c"']],
  ['a, "b,c"\n', [1, 'a', ' "b', 'c"']],
  [',\n,""', [1, '', ''], [2, '', '']],
])('cuts %j', (text, ...rows) => {
  for (const chunk of [1, 2, 3, 100]) expect(scan(text, chunk)).toEqual(rows)
})

test('names the line of a quotation mark that is never closed', () => {
  expect(() => scan('a\nb,"c\nd",\n"e\nf')).toThrow(
    new CsvError('quote', 'A quotation mark is opened on line 4 and never closed', 4),
  )
  expect(() => scan('a\n"b\nc",d,"e')).toThrow('opened on line 3 and')
})

test('reads what another parser reads, however it comes', () => {
  const text = fc.string({
    unit: fc.constantFrom('"', '"', ',', ',', '\n', 'a', 'b', ' ', 'ü'),
    maxLength: 40,
  })
  const other = (input: string): string[][] | undefined => {
    try {
      return parse(input, {
        relax_quotes: true,
        relax_column_count: true,
        skip_empty_lines: true,
        record_delimiter: '\n',
      })
    } catch {
      return undefined
    }
  }
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (input, chunk) => {
      const wanted = other(input)
      if (wanted) expect(scan(input, chunk).map(([, ...cells]) => cells)).toEqual(wanted)
      else expect(() => scan(input, chunk)).toThrow(CsvError)
    }),
    { numRuns: 5000 },
  )
})
