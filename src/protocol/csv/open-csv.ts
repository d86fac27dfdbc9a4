import { CsvError } from './csv-error.ts'
import type { CsvSource } from './csv-source.ts'
import { decodeText } from './decode.ts'
import type { Delimiter, Encoding } from './detect.ts'
import { detectDelimiter } from './detect-delimiter.ts'
import { detectEncoding } from './detect-encoding.ts'
import { readRecords, type CsvRow } from './records.ts'
import { refuseOtherKinds } from './refuse-other-kinds.ts'

export type { CsvRow } from './records.ts'
export type CsvLimits = { bytes: number; rows: number; columns: number; cellCharacters: number }
export type CsvOptions = {
  limits: CsvLimits
  encoding?: Encoding | undefined
  delimiter?: Delimiter | undefined
}

export type Csv = {
  encoding: Encoding
  delimiter: Delimiter
  /** The first records, up to 100, without blank ones; fewer where they are long. The first may be a header. */
  head: CsvRow[]
  /**
   * All records, or all but the first, without blank ones, each as long as it is. Reads the file from its beginning at every
   * call; memory does not grow with it. Throws CsvError, also when more records come than `limits.rows`.
   */
  rows(skipFirst: boolean): AsyncGenerator<CsvRow>
}

const peekBytes = 64 * 1024
const headRecords = 100
const headCharacters = 1_000_000

/**
 * Opens a list: says what it is encoded in and separated by, and gives its records. Any line end, quotes of RFC 4180, Excel's
 * `sep=;` in the first line. Throws CsvError. The source is opened several times.
 */
export async function openCsv(source: CsvSource, options: CsvOptions): Promise<Csv> {
  const { limits } = options
  const head = Buffer.concat(await firstOf(source(), peekBytes))
  refuseOtherKinds(head)
  const encoding = await detectEncoding(source, head, options.encoding)
  const text = () => decodeText(source(), encoding, limits.bytes)
  const beginning = (await firstOf(text(), peekBytes)).join('')
  const { delimiter, from } = detectDelimiter(beginning, options.delimiter)
  const records = () => readRecords(from > 0 ? withoutFirst(text(), from) : text(), delimiter, limits)
  const first = await firstRecords(records())
  if (first.length === 0) throw new CsvError('empty', 'The file is empty')
  return { encoding, delimiter, head: first, rows: (skipFirst) => counted(records(), skipFirst, limits.rows) }
}

async function firstOf<T extends { length: number }>(parts: AsyncIterable<T>, amount: number): Promise<T[]> {
  const first: T[] = []
  let size = 0
  for await (const part of parts) {
    first.push(part)
    size += part.length
    if (size >= amount) break
  }
  return first
}

async function* withoutFirst(text: AsyncIterable<string>, characters: number): AsyncGenerator<string> {
  let left = characters
  for await (const part of text) {
    yield part.slice(left)
    left = Math.max(0, left - part.length)
  }
}

async function firstRecords(records: AsyncIterable<CsvRow[]>): Promise<CsvRow[]> {
  const first: CsvRow[] = []
  let characters = 0
  for await (const batch of records)
    for (const record of batch) {
      first.push(record)
      characters += record.cells.reduce((sum, cell) => sum + cell.length, 0)
      if (first.length >= headRecords || characters >= headCharacters) return first
    }
  return first
}

async function* counted(
  records: AsyncIterable<CsvRow[]>,
  skipFirst: boolean,
  limit: number,
): AsyncGenerator<CsvRow> {
  let count = skipFirst ? -1 : 0
  for await (const batch of records)
    for (const record of batch) {
      if (++count > limit)
        throw new CsvError(
          'too-large',
          `The file has more than ${limit.toLocaleString('en')} rows`,
          record.line,
        )
      if (count > 0) yield record
    }
}
