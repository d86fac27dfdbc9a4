import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError as ParserError, parse } from 'csv-parse'
import { CsvError } from './csv-error.ts'
import { decodeText } from './decode.ts'
import { detectDelimiter, detectEncoding, refuseOtherKinds, type Delimiter, type Encoding } from './detect.ts'
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
