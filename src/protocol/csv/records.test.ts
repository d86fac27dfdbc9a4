import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvError } from './csv-error.ts'
import { readRecords } from './records.ts'

async function* chunksOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

async function read(text: string, chunk = text.length || 1) {
  const rows = []
  for await (const batch of readRecords(chunksOf(text, chunk), ',', { columns: 100, cellCharacters: 100 }))
    rows.push(...batch)
  return rows.map(({ line, cells }) => [line, ...cells])
}

test.each([
  ['a,b\nc,d', [1, 'a', 'b'], [2, 'c', 'd']],
  ['\n\na\n\n', [3, 'a']],
  ['"a,b","c\nd",e\nf', [1, 'a,b', 'c\nd', 'e'], [3, 'f']],
  ['"a""b",""\n', [1, 'a"b', '']],
  ['5" screen,a"b"\n', [1, '5" screen', 'a"b"']],
  ['"five" inch,b\n', [1, '"five" inch', 'b']],
  ['"a" "b,c"\n', [1, '"a" "b', 'c"']],
  ['a, "b,c"\n', [1, 'a', ' "b', 'c"']],
])('cuts %j', async (text, ...rows) => {
  for (const chunk of [1, 2, 3, 100]) expect(await read(text, chunk)).toEqual(rows)
})

test('names the line after which a quotation mark is never closed', async () => {
  await expect(read('a\nb,"c\nd",\n"e\nf')).rejects.toThrow(
    new CsvError('quote', 'A quotation mark is opened on or after line 4 and never closed', 4),
  )
})

test('reads the same however the text comes', async () => {
  const text = fc.string({
    unit: fc.constantFrom('"', '"', ',', ',', '\n', 'a', 'b', ' ', 'ü'),
    maxLength: 40,
  })
  const outcome = (input: string, chunk: number) =>
    read(input, chunk).catch((error: unknown) => String(error))
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (input, chunk) => {
      expect(await outcome(input, chunk)).toEqual(await outcome(input, 1000))
    }),
    { numRuns: 1000 },
  )
})
