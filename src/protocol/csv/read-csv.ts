import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError as ParserError, parse } from 'csv-parse'
import { CsvError } from './csv-error.ts'
import { decodeText } from './decode.ts'
import { delimiters, type Delimiter, type Encoding } from './detect.ts'
import { peek } from './peek.ts'

export type CsvLimits = { bytes: number; rows: number; columns: number; cellCharacters: number }
export type CsvOptions = {
  limits: CsvLimits
  encoding?: Encoding | undefined
  delimiter?: Delimiter | undefined
}

/** `line` is the physical line on which the record starts, the first line of the file being 1. */
export type CsvRow = { line: number; cells: string[] }
export type Csv = {
  encoding: Encoding
  delimiter: Delimiter
  header: string[]
  /** The records after the header, without blank ones. As long as each is: it may be shorter or longer than the header. */
  rows: AsyncGenerator<CsvRow>
}

const peekBytes = 64 * 1024
const maxRecordBytes = 2_000_000

/**
 * RFC 4180 with what spreadsheets really write: any line end, a quotation mark inside an unquoted cell stays, blank rows
 * (commas only) are skipped. Streams: memory does not grow with the file. Throws CsvError, also from `rows`.
 */
export async function readCsv(source: AsyncIterable<Uint8Array>, options: CsvOptions): Promise<Csv> {
  const { limits } = options
  const bytes = await peek(source, peekBytes, (chunk) => chunk.length)
  const head = Buffer.concat(bytes.head)
  refuseOtherKinds(head)
  const encoding = detectEncoding(head, options.encoding)
  const text = await peek(decodeText(bytes.all, encoding, limits.bytes), peekBytes, (chunk) => chunk.length)
  const delimiter = options.delimiter ?? detectDelimiter(text.head.join(''))
  const rows = checkedRows(parseRecords(text.all, delimiter), limits)
  const first = await rows.next()
  if (first.done) throw new CsvError('empty', 'The file is empty')
  return { encoding, delimiter, header: first.value.cells, rows }
}

async function* checkedRows(records: AsyncIterable<CsvRow>, limits: CsvLimits): AsyncGenerator<CsvRow> {
  let count = -1 // the header is not counted
  for await (const record of records) {
    if (isBlank(record.cells)) continue
    checkRecord(record, limits)
    if (++count > limits.rows)
      throw new CsvError(
        'too-large',
        `The file has more than ${limits.rows.toLocaleString('en')} rows`,
        record.line,
      )
    yield record
  }
}

const isBlank = (cells: string[]) => cells.every((cell) => cell.trim() === '')

function checkRecord({ cells, line }: CsvRow, { columns, cellCharacters }: CsvLimits): void {
  if (cells.length > columns)
    throw new CsvError('too-large', `Line ${line} has more than ${columns} columns`, line)
  if (cells.some((cell) => cell.length > cellCharacters))
    throw new CsvError(
      'too-large',
      `Line ${line} has a cell of more than ${cellCharacters.toLocaleString('en')} characters; is a quotation mark not closed?`,
      line,
    )
}

/** csv-parse counts the line on which a record ends; the line ends inside its cells lead back to where it starts. */
async function* parseRecords(text: AsyncIterable<string>, delimiter: Delimiter): AsyncGenerator<CsvRow> {
  let next = 1
  const parser = parse({
    delimiter,
    record_delimiter: '\n',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
    on_record(cells: string[], { lines }) {
      next = lines + 1
      return { cells, line: lines - lineEndsIn(cells) } as never
    },
  })
  // Whatever breaks on the way in reaches the loop below through the parser.
  pipeline(Readable.from(text, { objectMode: false }), parser).catch(() => {})
  try {
    yield* parser as AsyncIterable<CsvRow>
  } catch (error) {
    throw error instanceof ParserError ? parserError(error, next) : error
  } finally {
    parser.destroy()
  }
}

const parserError = ({ code }: ParserError, line: number): CsvError =>
  code === 'CSV_MAX_RECORD_SIZE'
    ? new CsvError(
        'too-large',
        `The row that starts on line ${line} is larger than 2 MB; is a quotation mark not closed?`,
        line,
      )
    : new CsvError('quote', `A quotation mark is opened on or after line ${line} and never closed`, line)

function lineEndsIn(cells: string[]): number {
  let count = 0
  for (const cell of cells) if (cell.includes('\n')) count += cell.split('\n').length - 1
  return count
}

const kinds: { magic: number[]; reason: 'compressed' | 'not-text'; what: string }[] = [
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    reason: 'compressed',
    what: 'a ZIP archive or an Excel workbook (.xlsx)',
  },
  { magic: [0x1f, 0x8b], reason: 'compressed', what: 'compressed with gzip' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], reason: 'not-text', what: 'an old Excel workbook (.xls)' },
  { magic: [0x25, 0x50, 0x44, 0x46], reason: 'not-text', what: 'a PDF document' },
]

const startsWith = (head: Uint8Array, magic: number[]) => magic.every((byte, index) => head[index] === byte)

/** A file of another kind is named, so that the sender knows what to do. */
function refuseOtherKinds(head: Uint8Array): void {
  const kind = kinds.find(({ magic }) => startsWith(head, magic))
  if (!kind) return
  const way = kind.reason === 'compressed' ? 'Unpack it, or save the table as CSV' : 'Save the table as CSV'
  throw new CsvError(kind.reason, `The file is ${kind.what}. ${way}, then upload it again`)
}

/**
 * A byte order mark decides (WHATWG Encoding, "BOM sniff"); otherwise what was asked for, otherwise UTF-8, which is checked while
 * reading. Encodings of one byte cannot be told apart with certainty, so they are used only when asked for.
 */
function detectEncoding(head: Uint8Array, asked?: Encoding): Encoding {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return 'utf-8'
  if (startsWith(head, [0xff, 0xfe])) return 'utf-16le'
  if (startsWith(head, [0xfe, 0xff])) return 'utf-16be'
  if (asked) return asked
  if (head.length > 1 && (head[0] === 0) !== (head[1] === 0))
    throw new CsvError(
      'encoding',
      'The file looks like UTF-16 without a byte order mark. Choose its encoding',
      1,
    )
  return 'utf-8'
}

/** The candidate that the header line has most of, outside quotes; a comma when it has none. */
function detectDelimiter(text: string): Delimiter {
  const header = text
    .replace(/"[^"]*"/g, '')
    .trimStart()
    .split('\n', 1)[0]!
  const counts = delimiters.map((delimiter) => header.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))]!
}
