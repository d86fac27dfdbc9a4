import { CsvError } from './csv-error.ts'

type Kind = { what: string; packed?: true; magic?: number[]; text?: RegExp; holds?: string }

/** The first bytes of files that are uploaded in place of a CSV: the registered signatures, and for text what it begins with. */
const kinds: Kind[] = [
  { what: 'compressed with gzip', packed: true, magic: [0x1f, 0x8b] },
  { what: 'compressed with compress (.Z)', packed: true, magic: [0x1f, 0x9d] },
  { what: 'a 7-Zip archive', packed: true, magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { what: 'a RAR archive', packed: true, magic: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  { what: 'compressed with xz', packed: true, magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { what: 'compressed with Zstandard', packed: true, magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { what: 'compressed with bzip2', packed: true, text: /^BZh[1-9]1AY&SY/ },
  { what: 'an old Excel workbook (.xls)', magic: [0xd0, 0xcf, 0x11, 0xe0] },
  { what: 'a PDF document', text: /^%PDF-/ },
  { what: 'a PNG picture', magic: [0x89, 0x50, 0x4e, 0x47] },
  { what: 'a JPEG picture', magic: [0xff, 0xd8, 0xff] },
  { what: 'a GIF picture', text: /^GIF8[79]a/ },
  { what: 'an RTF document', text: /^\{\\rtf/ },
  { what: 'a property list of Apple', text: /^bplist0/ },
  { what: 'an SQLite database', text: /^SQLite format 3\0/ },
  {
    what: 'an HTML page, as a sign-in page or a table for Excel that was saved by mistake',
    text: /^(?:\xEF\xBB\xBF)?\s*(?:<!--[^]*?-->\s*)*<(?:!doctype html|html|head|body|table|meta|script)\b/i,
  },
  { what: 'an XML document', text: /^(?:\xEF\xBB\xBF)?\s*<(?:\?xml\b|!DOCTYPE\b)/i },
  { what: 'JSON', text: /^(?:\xEF\xBB\xBF)?\s*(?:\[\s*)?\{\s*"/ },
  { what: 'UTF-32 text', magic: [0xff, 0xfe, 0x00, 0x00] },
  { what: 'UTF-32 text', magic: [0x00, 0x00, 0xfe, 0xff] },
  { what: 'UTF-32 text', text: /^(?:[^\0]\0\0\0){2}/ },
  { what: 'UTF-32 text', text: /^(?:\0\0\0[^\0]){2}/ },
  // Japanese mail: all bytes are ASCII, so nothing else would notice. Escape sequences of RFC 1468.
  { what: 'ISO-2022-JP text', holds: '\u001B$B' },
]

/** A file of another kind is named, so that the sender knows what to do. */
export function refuseOtherKinds(head: Uint8Array): void {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4096)).toString('latin1')
  const kind = zipKind(bytes) ?? kinds.find((kind) => isOf(kind, bytes))
  if (!kind) return
  const way = kind.packed ? 'Unpack it, or save the table as CSV' : 'Save the table as CSV UTF-8'
  throw new CsvError(
    kind.packed ? 'compressed' : 'not-text',
    `The file is ${kind.what}. ${way}, then upload it again`,
  )
}

const isOf = ({ magic = [], text, holds = '' }: Kind, bytes: string): boolean =>
  magic.every((byte, index) => bytes.charCodeAt(index) === byte) &&
  (!text || text.test(bytes)) &&
  bytes.includes(holds)

/** Of the first entry, of an archive without entries, of one in parts (APPNOTE 6.3.10, section 4.3). */
const zipSignatures = ['PK\u0003\u0004', 'PK\u0005\u0006', 'PK\u0007\u0008']

/** Workbooks are ZIP archives, too; the names of their first entries tell (ECMA-376, part 2; OpenDocument 1.3, part 2). */
function zipKind(bytes: string): Kind | undefined {
  if (!zipSignatures.some((signature) => bytes.startsWith(signature))) return undefined
  if (bytes.includes('opendocument.spreadsheet')) return { what: 'an OpenDocument spreadsheet (.ods)' }
  if (/\[Content_Types\]\.xml|_rels\/|xl\//.test(bytes)) return { what: 'an Excel workbook (.xlsx)' }
  return { what: 'a ZIP archive', packed: true }
}
