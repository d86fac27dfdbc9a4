import { readdirSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvError } from './csv-error.ts'
import type { Encoding } from './detect.ts'
import { openCsv, type CsvLimits, type CsvOptions, type CsvRow } from './open-csv.ts'
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

const openText = (text: string | Uint8Array, options: Partial<CsvOptions> = {}) =>
  openCsv(() => Readable.from([typeof text === 'string' ? bytesOf(text) : text]), { limits, ...options })

async function linesOf(rows: AsyncIterable<CsvRow>): Promise<number[]> {
  const lines: number[] = []
  for await (const { line } of rows) lines.push(line)
  return lines
}

test('gives the first records, and all of them as often as they are asked for', async () => {
  const csv = await openText(`a,b\n\n${'1,2\n'.repeat(200)}`)
  expect(csv.head).toHaveLength(100)
  expect(csv.head.slice(0, 2)).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 3, cells: ['1', '2'] },
  ])
  expect(await linesOf(csv.rows(true))).toHaveLength(200)
  expect(await linesOf(csv.rows(false))).toHaveLength(201)
})

test('counts the header to the rows only where it is one', async () => {
  const one = { limits: { ...limits, rows: 1 } }
  const csv = await openText('a\n1\n', one)
  expect(await linesOf(csv.rows(true))).toEqual([2])
  await expect(linesOf(csv.rows(false))).rejects.toMatchObject({ reason: 'too-large', line: 2 })
})

test('counts the lines behind a hint at the delimiter as they are', async () => {
  const csv = await openText('sep=;\r\nIdentifier;Note\r\na1;x, y\r\n')
  expect(csv).toMatchObject({ delimiter: ';', head: [{ line: 2 }, { line: 3, cells: ['a1', 'x, y'] }] })
})

const failure = async (text: string | Uint8Array, options?: Partial<CsvOptions>): Promise<CsvError> => {
  try {
    await linesOf((await openText(text, options)).rows(false))
  } catch (error) {
    if (error instanceof CsvError) return error
  }
  throw new Error('The file was read')
}

test('offers both readings of the first line that is not certain', async () => {
  const long = `${'x'.repeat(100)},`
  const bytes = Buffer.from(
    `Identifier,Name\r\na1,Ana\r\n${long}\xc4\xd6\xdc,"secret"\r\na3,\xc4\xd6\r\n`,
    'latin1',
  )
  expect(await failure(bytes)).toMatchObject({
    reason: 'encoding',
    line: 3,
    candidates: [
      { encoding: 'windows-1252', sample: 'ÄÖÜ,"secret"' },
      { encoding: 'shift_jis', sample: 'ﾄﾖﾜ,"secret"' },
    ],
  })
  expect(
    (await failure(Buffer.from(`a\n${'\xc4\xd6\xdc'.repeat(100)}`, 'latin1'))).candidates[0]!.sample,
  ).toHaveLength(80)
})

test('names the line that is not in the encoding asked for', async () => {
  const lone = Buffer.from('\uFEFFa,b\nc,d\ne,\uD800x\n', 'utf16le')
  expect(await failure(lone)).toMatchObject({ reason: 'encoding', line: 3 })
  expect(await failure(Buffer.from('\uFEFFa\nb', 'utf16le').subarray(0, 7))).toMatchObject({
    reason: 'encoding',
    line: 2,
  })
  expect(await failure(Buffer.from([0x61, 0x0a, 0x81]), { encoding: 'windows-1252' })).toMatchObject({
    line: 2,
  })
  expect(await failure(Buffer.from([0x61, 0x0a, 0xc3, 0x28]), { encoding: 'utf-8' })).toMatchObject({
    line: 2,
  })
})

test.each([
  ['PK\u0003\u0004', 'ZIP'],
  ['PK\u0003\u0004....[Content_Types].xml', 'Excel workbook (.xlsx)'],
  ['PK\u0003\u0004mimetypeapplication/vnd.oasis.opendocument.spreadsheet', '.ods'],
  ['\x1f\x8b\b', 'gzip'],
  ['7z\xbc\xaf\x27\x1c', '7-Zip'],
  ['Rar!\x1a\u0007', 'RAR'],
  ['BZh91AY&SY', 'bzip2'],
  ['\xfd7zXZ\0', 'xz'],
  ['\x28\xb5\x2f\xfd', 'Zstandard'],
  ['\xd0\xcf\x11\xe0', '.xls'],
  ['%PDF-1.7', 'PDF'],
  ['\x89PNG\r\n', 'PNG'],
  ['\xff\xd8\xff\xe0', 'JPEG'],
  ['GIF89a', 'GIF'],
  ['{\\rtf1', 'RTF'],
  ['<!DOCTYPE html><title>Sign in', 'HTML'],
  ['\xef\xbb\xbf\n<html lang="en">', 'HTML'],
  ['<?xml version="1.0"?>', 'XML'],
  ['[{"serial": "C02"}]', 'JSON'],
  ['\xff\xfe\0\0a\0\0\0', 'UTF-32'],
  ['\0\0\xfe\xff\0\0\0a', 'UTF-32'],
  ['a\0\0\0b\0\0\0', 'UTF-32'],
])('names what %j begins', async (bytes, word) => {
  const { reason, message } = await failure(Buffer.from(bytes, 'latin1'))
  expect(['compressed', 'not-text']).toContain(reason)
  expect(message).toContain(word)
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

const corpusBytes = Object.keys(corpus).map((name) => file(name))
/** A file of the corpus with some bytes written over, taken out or put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...corpusBytes),
    fc.array(fc.tuple(fc.nat(400), fc.nat(3), fc.uint8Array({ maxLength: 3 })), { maxLength: 4 }),
  )
  .map(([bytes, edits]) =>
    edits.reduce<Buffer>(
      (buffer, [at, out, put]) =>
        Buffer.concat([
          buffer.subarray(0, at % (buffer.length + 1)),
          put,
          buffer.subarray((at % (buffer.length + 1)) + out),
        ]),
      bytes,
    ),
  )

test('throws nothing but its own error on any bytes', async () => {
  const bytes = fc.oneof(
    mutated,
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
    { numRuns: 3000 },
  )
})

test('reads the same whatever the chunks are', async () => {
  await fc.assert(
    fc.asyncProperty(mutated, fc.integer({ min: 1, max: 9 }), async (bytes, chunkBytes) => {
      const [whole, parts] = [await read(bytes, {}, 65536), await read(bytes, {}, chunkBytes)]
      // Which of two faults is met first depends on the chunks.
      if ('reason' in whole) expect(parts).toHaveProperty('reason')
      else expect(parts).toEqual(whole)
    }),
    { numRuns: 1000 },
  )
})
