import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

type Cell =
  string | number | boolean | null | undefined | Date | Buffer | readonly string[] | { json: unknown }

/** One row in COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
export function copyLine(cells: readonly Cell[]): string {
  return `${cells.map(copyCell).join('\t')}\n`
}

function copyCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '\\N'
  if (typeof cell === 'string') return escape(cell)
  if (Buffer.isBuffer(cell)) return `\\\\x${cell.toString('hex')}`
  if (cell instanceof Date) return cell.toISOString()
  if (isTextArray(cell)) return escape(textArray(cell))
  if (typeof cell === 'object') return escape(JSON.stringify(cell.json))
  return String(cell)
}

const isTextArray = (cell: Cell): cell is readonly string[] => Array.isArray(cell)

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
/** A NUL cannot be stored in text; readers of foreign files refuse it before it gets here. */
const escape = (text: string) => text.replace(/[\\\n\r\t]/g, (c) => escapes[c]!)
const textArray = (items: readonly string[]) =>
  `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`

/** Streams rows into a table; batches of lines keep the number of writes small. Memory stays bounded by back-pressure. */
export async function copyRows(
  client: pg.ClientBase,
  target: string,
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
): Promise<void> {
  await pipeline(Readable.from(batches(rows)), client.query(copyFrom(`copy ${target} from stdin`)))
}

async function* batches(
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
): AsyncGenerator<string> {
  let batch = ''
  for await (const row of rows) {
    batch += copyLine(row)
    if (batch.length < 64 * 1024) continue
    yield batch
    batch = ''
  }
  if (batch) yield batch
}
