import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError as ParserError, parse } from 'csv-parse'
import { CsvError } from './csv-error.ts'
import type { Delimiter } from './detect.ts'

/** `line` is the physical line on which the record starts, the first line of the file being 1. */
export type CsvRow = { line: number; cells: string[] }
export type RecordLimits = { columns: number; cellCharacters: number }

const maxRecordBytes = 2_000_000

/**
 * RFC 4180 with what spreadsheets really write: a quotation mark inside an unquoted cell stays, blank rows (delimiters only) are
 * left out. `text` has \n as line end. Throws CsvError.
 */
export async function* readRecords(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
  limits: RecordLimits,
): AsyncGenerator<CsvRow> {
  for await (const record of parseRecords(text, delimiter)) {
    if (record.cells.every((cell) => cell.trim() === '')) continue
    checkRecord(record, limits)
    yield record
  }
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
