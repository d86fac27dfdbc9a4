import { CsvError as ParserError, parse, type Options, type Parser } from 'csv-parse'
import { CsvError } from './csv-error.ts'
import type { Delimiter } from './detect.ts'

/** `line` is the physical line on which the record starts, the first line of the file being 1. */
export type CsvRow = { line: number; cells: string[] }
export type RecordLimits = { columns: number; cellCharacters: number }

const maxRecordBytes = 2_000_000

/**
 * The records of a text with \n as line end, without blank ones (delimiters and blanks only): RFC 4180 with what spreadsheets
 * really write, so a quotation mark inside an unquoted cell stays. They come by chunk, not one by one: that takes half the time.
 * Throws CsvError.
 */
export async function* readRecords(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
  limits: RecordLimits,
): AsyncGenerator<CsvRow[]> {
  const records = recordParser(delimiter)
  try {
    for await (const chunk of text) yield checked(await records.take(chunk), limits)
    yield checked(await records.end(), limits)
  } finally {
    records.parser.destroy()
  }
}

/** csv-parse counts the line on which a record ends; the line ends inside its cells lead back to where it starts. */
function recordParser(delimiter: Delimiter) {
  let next = 1
  // The high-water mark is the stream's: all records of a chunk are taken together, none waits for its turn.
  const options: Options & { readableHighWaterMark: number } = {
    readableHighWaterMark: 1_000_000,
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
  }
  const parser = parse(options)
  // Each step hears of its error; one that comes between two must not end the process.
  parser.on('error', () => {})
  const step = async (begin: (done: (error?: Error | null) => void) => void): Promise<CsvRow[]> => {
    const failure = await new Promise<Error | null | undefined>((resolve) => {
      parser.once('error', resolve)
      begin((error) => {
        parser.off('error', resolve)
        resolve(error)
      })
    })
    if (failure) throw failure instanceof ParserError ? parserError(failure, next) : failure
    return allRead(parser)
  }
  return {
    parser,
    take: (chunk: string) => step((done) => parser.write(chunk, done)),
    end: () => step((done) => parser.end(done)),
  }
}

function allRead(parser: Parser): CsvRow[] {
  const rows: CsvRow[] = []
  for (let row: unknown; (row = parser.read()) !== null;) rows.push(row as CsvRow)
  return rows
}

function checked(records: readonly CsvRow[], limits: RecordLimits): CsvRow[] {
  const filled = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  for (const record of filled) checkRecord(record, limits)
  return filled
}

function checkRecord({ cells, line }: CsvRow, { columns, cellCharacters }: RecordLimits): void {
  if (cells.length > columns)
    throw new CsvError('too-large', `Line ${line} has more than ${columns} columns`, line)
  if (cells.some((cell) => cell.length > cellCharacters))
    throw new CsvError(
      'too-large',
      `Line ${line} has a cell of more than ${cellCharacters.toLocaleString('en')} characters; is a quotation mark not closed?`,
      line,
    )
}

const parserError = ({ code }: ParserError, line: number): CsvError => {
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new CsvError(
      'too-large',
      `The row that starts on line ${line} is larger than 2 MB; is a quotation mark not closed?`,
      line,
    )
  return new CsvError('quote', `A quotation mark is opened on or after line ${line} and never closed`, line)
}

function lineEndsIn(cells: string[]): number {
  let count = 0
  for (const cell of cells) if (cell.includes('\n')) count += cell.split('\n').length - 1
  return count
}
