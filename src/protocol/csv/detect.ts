import { CsvError } from './csv-error.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis'] as const
export type Encoding = (typeof encodings)[number]

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

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
export function refuseOtherKinds(head: Uint8Array): void {
  const kind = kinds.find(({ magic }) => startsWith(head, magic))
  if (!kind) return
  const way = kind.reason === 'compressed' ? 'Unpack it, or save the table as CSV' : 'Save the table as CSV'
  throw new CsvError(kind.reason, `The file is ${kind.what}. ${way}, then upload it again`)
}

/**
 * A byte order mark decides (WHATWG Encoding, "BOM sniff"); otherwise what was asked for, otherwise UTF-8, which is checked while
 * reading. Encodings of one byte cannot be told apart with certainty, so they are used only when asked for.
 */
export function detectEncoding(head: Uint8Array, asked?: Encoding): Encoding {
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
export function detectDelimiter(text: string): Delimiter {
  const header = text
    .replace(/"[^"]*"/g, '')
    .trimStart()
    .split('\n', 1)[0]!
  const counts = delimiters.map((delimiter) => header.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))]!
}
