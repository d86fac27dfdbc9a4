import { CsvError } from './csv-error.ts'
import type { Delimiter } from './detect.ts'

/** `line` is the physical line on which the record starts, the first line of the file being 1. */
export type CsvRow = { line: number; cells: string[] }

/** In characters. A record in quotes is read again from its start when a chunk ends in it, so this bounds the work, too. */
const maxRecord = 2_000_000

/**
 * Cuts text with \n as line end into the records of RFC 4180, chunk by chunk; `take` gives those that are complete. A quotation mark
 * inside a cell that does not begin with one is part of it, and so are both of a cell that goes on behind the closing one.
 * Empty lines are no records. Throws CsvError.
 */
export function recordScanner(delimiter: Delimiter): {
  take(chunk: string): CsvRow[]
  end(): CsvRow[]
} {
  let rest = ''
  let line = 1

  const scan = (chunk: string, isLast: boolean): CsvRow[] => {
    const text = rest + chunk
    const rows: CsvRow[] = []
    let at = 0
    let quote = text.indexOf('"')
    while (at < text.length) {
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at)
      const found = text.indexOf('\n', at)
      if (found < 0 && !isLast) break
      let end = found < 0 ? text.length : found
      if (quote < 0 || quote > end) {
        if (end > at) rows.push({ line, cells: text.slice(at, end).split(delimiter) })
        line++
      } else {
        const record = readQuoted(text, at, delimiter, isLast)
        if ('openAt' in record) {
          if (!isLast) break
          throw neverClosed(line + countLineEnds(text, at, record.openAt))
        }
        rows.push({ line, cells: record.cells })
        end = record.end
        line += countLineEnds(text, at, end) + 1
      }
      if (end - at > maxRecord) throw tooLong(rows.at(-1)!.line)
      at = end + 1
    }
    rest = text.slice(at)
    if (rest.length > maxRecord) throw tooLong(line)
    return rows
  }
  return { take: (chunk) => scan(chunk, false), end: () => scan('', true) }
}

type Record = { cells: string[]; end: number }
/** The text ends inside quotes, the last of which opened there. */
type Unfinished = { openAt: number }

/** The record that starts at `at` and ends before the line end at `end`, or with the text where that is all there is. */
function readQuoted(text: string, at: number, delimiter: string, isLast: boolean): Record | Unfinished {
  const cells: string[] = []
  for (let from = at; ;) {
    const cell =
      text[from] === '"' ? readQuotedCell(text, from, delimiter) : readPlainCell(text, from, delimiter)
    if ('openAt' in cell) return cell
    if (cell.end >= text.length && !isLast) return { openAt: from }
    cells.push(cell.value)
    if (text[cell.end] !== delimiter) return { cells, end: cell.end }
    from = cell.end + 1
  }
}

type Cell = { value: string; end: number }

function readQuotedCell(text: string, open: number, delimiter: string): Cell | Unfinished {
  let value = ''
  for (let from = open + 1; ;) {
    const close = text.indexOf('"', from)
    if (close < 0) return { openAt: open }
    value += text.slice(from, close)
    const next = text[close + 1]
    if (next === undefined || next === delimiter || next === '\n') return { value, end: close + 1 }
    if (next !== '"') {
      const more = readPlainCell(text, close + 1, delimiter)
      return { value: `"${value}"${more.value}`, end: more.end }
    }
    value += '"'
    from = close + 2
  }
}

function readPlainCell(text: string, from: number, delimiter: string): Cell {
  let end = from
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
  return { value: text.slice(from, end), end }
}

function countLineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}

const tooLong = (line: number) =>
  new CsvError(
    'too-large',
    `The row that starts on line ${line} is larger than 2 MB; is a quotation mark not closed?`,
    line,
  )

const neverClosed = (line: number) =>
  new CsvError('quote', `A quotation mark is opened on line ${line} and never closed`, line)
