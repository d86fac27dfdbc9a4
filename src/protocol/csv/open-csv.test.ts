import { readdirSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvError } from './csv-error.ts'
import type { Encoding } from './detect.ts'
import { openCsv, type CsvLimits, type CsvOptions } from './open-csv.ts'
import { csvLine } from './write-csv.ts'

const limits: CsvLimits = { bytes: 1024 * 1024, rows: 1000, columns: 50, cellCharacters: 1000 }

type Read = { header: string[]; rows: [number, ...string[]][] } | { reason: string; line: number | null }

async function read(
  bytes: Uint8Array,
  options: Partial<CsvOptions> = {},
  chunkBytes = 7,
): Promise<Read & { encoding?: string; delimiter?: string }> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, n) =>
    bytes.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  )
  try {
    const csv = await openCsv(() => Readable.from(chunks), { limits, ...options })
    const rows: [number, ...string[]][] = []
    for await (const { line, cells } of csv.rows(true)) rows.push([line, ...cells])
    return { encoding: csv.encoding, delimiter: csv.delimiter, header: csv.head[0]!.cells, rows }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { reason: error.reason, line: error.line }
  }
}

const file = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url))
const withDescription = (...rows: [number, ...string[]][]) => ({
  header: ['Identifier', 'Description'],
  rows,
})
const threeRows = {
  header: ['Identifier', 'DisplayName'],
  rows: [
    [2, 'apple001', 'Grüße'],
    [3, 'apple002', 'two\nlines'],
    [5, 'apple003', 'テスト'],
  ],
}

const corpus: Record<string, { outcome: object; encoding?: Encoding }> = {
  'utf-8.csv': { outcome: { ...threeRows, encoding: 'utf-8', delimiter: ',' } },
  'utf-8-bom.csv': { outcome: { ...threeRows, encoding: 'utf-8' } },
  'utf-16le-bom.csv': { outcome: { ...threeRows, encoding: 'utf-16le' } },
  'utf-16be-bom.csv': { outcome: { ...threeRows, encoding: 'utf-16be' } },
  'utf-16le-without-bom.csv': { outcome: { ...threeRows, encoding: 'utf-16le' } },
  'windows-1252.csv': {
    encoding: 'windows-1252',
    outcome: {
      header: ['Identifier', 'DisplayName'],
      rows: [[2, 'apple001', 'Grüße – 5 €']],
      delimiter: ';',
    },
  },
  'shift_jis.csv': {
    encoding: 'shift_jis',
    outcome: { header: ['Identifier', 'DisplayName'], rows: [[2, 'apple001', 'テスト①']] },
  },
  'crlf-in-quotes.csv': {
    outcome: withDescription([2, 'apple001', 'one\ntwo\nthree'], [5, 'apple002', 'x']),
  },
  'cr-only.csv': { outcome: withDescription([2, 'apple001', 'x'], [3, 'apple002', 'y']) },
  'mixed-line-ends.csv': {
    outcome: withDescription([2, 'apple001', 'x'], [3, 'apple002', 'y'], [4, 'apple003', 'z']),
  },
  'semicolon.csv': { outcome: { ...withDescription([2, 'apple001', 'a, b; c']), delimiter: ';' } },
  'tab.csv': { outcome: { ...withDescription([2, 'apple001', 'a, b; c']), delimiter: '\t' } },
  'blank-rows.csv': { outcome: withDescription([7, 'apple001', 'x']) },
  'ragged.csv': {
    outcome: {
      rows: [
        [2, 'apple001'],
        [3, 'apple002', 'x', 'SERIAL01', 'surplus'],
        [4, 'apple003', 'y', 'SERIAL02', '', ''],
      ],
    },
  },
  'quotes-inside.csv': {
    outcome: withDescription(
      [2, 'apple001', '5" screen'],
      [3, 'apple002', '5" screen'],
      [4, 'apple003', '"five" inch'],
    ),
  },
  'open-quote.csv': { outcome: { reason: 'quote', line: 3 } },
  'nul.csv': { outcome: { reason: 'nul', line: 3 } },
  'bad-byte.csv': {
    outcome: { encoding: 'windows-1252', ...withDescription([2, 'apple001', 'x'], [3, 'apple002', 'Grün']) },
  },
  'truncated-sequence.csv': { outcome: { reason: 'encoding', line: 2 } },
  'empty.csv': { outcome: { reason: 'empty' } },
  'only-bom.csv': { outcome: { reason: 'empty' } },
  'only-line-ends.csv': { outcome: { reason: 'empty' } },
  'archive.zip.csv': { outcome: { reason: 'compressed' } },
  'archive.gz.csv': { outcome: { reason: 'compressed' } },
  'workbook.xls.csv': { outcome: { reason: 'not-text' } },
  'document.pdf.csv': { outcome: { reason: 'not-text' } },
}

test('the corpus is complete', () => {
  const files = readdirSync(new URL('testdata', import.meta.url)).filter((name) => name.endsWith('.csv'))
  expect(Object.keys(corpus).sort()).toEqual(files.sort())
})

test.each(Object.entries(corpus))('reads %s as it says', async (name, { outcome, encoding }) => {
  for (const chunkBytes of [1, 7, 65536])
    expect(await read(file(name), { encoding }, chunkBytes)).toMatchObject(outcome)
})

const bytesOf = (text: string) => Buffer.from(text)

test.each([
  ['columns', `${'a,'.repeat(50)}a\n`, 1],
  ['cell length', `a\n${'x'.repeat(1001)}\n`, 2],
  ['rows', `a\n${'x\n'.repeat(1001)}`, 1002],
  ['bytes', `a\n"${'x'.repeat(1024 * 1024)}"`, 2],
])('states that the limit of %s was passed, and where', async (_, text, line) => {
  expect(await read(bytesOf(text), {}, 65536)).toEqual({ reason: 'too-large', line })
})

test('does not read on for ever behind an open quotation mark', async () => {
  const text = `a\nb\n"${'x\n'.repeat(1_500_000)}`
  const wide = { limits: { ...limits, bytes: 10_000_000 } }
  expect(await read(bytesOf(text), wide, 65536)).toEqual({ reason: 'too-large', line: 3 })
})

const cell = fc.oneof(
  fc.string(),
  fc.constantFrom('', ' ', '"', '""', 'a,b', 'a;b', 'a\nb', '=1', ' x '),
  fc.string({ unit: 'grapheme' }),
)
const plain = (text: string) => text.replaceAll('\0', '').replace(/\r\n?/g, '\n').replaceAll('\uFEFF', '')

test('loses no line and no cell of what it wrote, however the bytes arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      async (table, chunkBytes) => {
        const wanted = table
          .map((cells) => cells.map(plain))
          .filter((cells) => cells.some((text) => text.trim()))
        const text = table.map((cells) => csvLine(cells.map(plain))).join('')
        const found = await read(bytesOf(text), { delimiter: ',' }, chunkBytes)
        if (wanted.length === 0) {
          expect(found).toMatchObject({ reason: 'empty' })
          return
        }
        const [header, ...rows] = wanted
        expect(found).toMatchObject({ header })
        const { rows: foundRows } = found as { rows: [number, ...string[]][] }
        expect(foundRows.map(([, ...cells]) => cells)).toEqual(rows)
        const lines = text.replace(/\r\n?/g, '\n').split('\n')
        for (const [line, ...cells] of foundRows)
          expect(lines[line - 1]).toContain(csvLine(cells).split(/\r?\n/)[0])
      },
    ),
    { numRuns: 300 },
  )
})

test('throws nothing but its own error on any bytes', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .string({ unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', 'a', 'ü', '\0', ' '), maxLength: 60 })
      .map(bytesOf),
  )
  const encoding = fc.constantFrom(
    undefined,
    'utf-8',
    'utf-16le',
    'utf-16be',
    'windows-1252',
    'shift_jis' as const,
  )
  await fc.assert(
    fc.asyncProperty(bytes, encoding, fc.integer({ min: 1, max: 50 }), async (input, asked, chunkBytes) => {
      await read(input, { encoding: asked }, chunkBytes)
    }),
    { numRuns: 1000 },
  )
})
