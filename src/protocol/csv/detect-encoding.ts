import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { CsvError } from './csv-error.ts'
import type { CsvSource } from './csv-source.ts'
import { incompleteTail } from './decode.ts'
import type { Encoding } from './detect.ts'
import { judgeLegacy, type LegacyJudgment } from './judge-legacy.ts'

/**
 * The encoding of a file. A byte order mark decides (WHATWG Encoding, "BOM sniff"), then what was asked for, then what all bytes
 * say: UTF-16 by a first line of ASCII, UTF-8 when every byte is, else Windows-1252 or Shift_JIS where that is certain.
 * Otherwise a CsvError with the candidates to choose from. `head` is the beginning of the file; memory stays at one chunk.
 */
export async function detectEncoding(
  source: CsvSource,
  head: Uint8Array,
  asked: Encoding | undefined,
): Promise<Encoding> {
  const told = byteOrderMark(head) ?? asked ?? utf16(head)
  if (told) return told
  const bad = await findNotUtf8(source)
  if (bad === undefined) return 'utf-8'
  const judgment = await judgeLegacy(source)
  if (judgment.certain) return judgment.certain
  throw await uncertain(source, bad, judgment)
}

const sampleCharacters = 80

function byteOrderMark(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return undefined
}

/**
 * UTF-16 without a mark is certain when every second byte of the first line is NUL and no other is: no encoding of one byte has
 * NUL in a text, and a header of English names is such a line. Where the pattern begins and then breaks, it is asked for.
 */
function utf16(head: Uint8Array): Encoding | undefined {
  if (head.length < 2 || (head[0] === 0) === (head[1] === 0)) return undefined
  const high = head[0] === 0 ? 0 : 1
  const ofLine = (at: number) => head[at + high] === 0 && head[at + 1 - high] !== 0
  const endsLine = (at: number) => head[at + 1 - high] === 0x0a || head[at + 1 - high] === 0x0d
  let at = 0
  while (at + 1 < head.length && ofLine(at) && !endsLine(at)) at += 2
  if (at + 1 >= head.length || ofLine(at)) return high === 0 ? 'utf-16be' : 'utf-16le'
  const encoding = high === 0 ? 'utf-16be' : 'utf-16le'
  const [sample = ''] = iconv
    .decode(Buffer.from(head.subarray(0, 2 * sampleCharacters)), encoding)
    .split(/[\r\n]/)
  const message = 'The file looks like UTF-16 without a byte order mark. Choose its encoding'
  throw new CsvError('encoding', message, 1, [{ encoding, sample }])
}

/** Where the first byte that is not UTF-8 stands, counted from 0; undefined when all are. */
async function findNotUtf8(source: CsvSource): Promise<number | undefined> {
  let start = 0
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of source()) {
    const bytes =
      rest.length > 0
        ? Buffer.concat([rest, chunk])
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    const whole = bytes.subarray(0, bytes.length - incompleteTail(bytes))
    if (!isUtf8(whole)) return start + firstNotUtf8(whole)
    rest = Buffer.from(bytes.subarray(whole.length))
    start += whole.length
  }
  return rest.length > 0 ? start : undefined
}

/** By halving: what is before the first bad byte is valid, what is behind it is not. */
function firstNotUtf8(bytes: Buffer): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const part = bytes.subarray(0, middle)
    if (isUtf8(part.subarray(0, middle - incompleteTail(part)))) good = middle
    else bad = middle
  }
  return good - incompleteTail(bytes.subarray(0, good))
}

const encodingNames = { 'windows-1252': 'Windows-1252', shift_jis: 'Shift_JIS' } as Record<string, string>

async function uncertain(source: CsvSource, offset: number, judgment: LegacyJudgment): Promise<CsvError> {
  const { line, bytes, at } = await lineAt(source, offset)
  const possible = judgment.mostlyUtf8 ? [] : judgment.possible
  const candidates = possible.map((encoding) => ({ encoding, sample: sampleOf(bytes, at, encoding) }))
  return new CsvError('encoding', uncertainty(line, possible, judgment.mostlyUtf8), line, candidates)
}

function uncertainty(line: number, possible: Encoding[], mostlyUtf8: boolean): string {
  if (mostlyUtf8)
    return `Line ${line} is not UTF-8, though most of the file is. Correct the line, and save the file as CSV UTF-8`
  const names = possible.map((encoding) => encodingNames[encoding]).join(' or ')
  return names
    ? `Line ${line} is not UTF-8. It may be ${names}: choose the encoding of the file, or save it as CSV UTF-8`
    : `Line ${line} is neither UTF-8 nor Windows-1252 nor Shift_JIS. Save the file as CSV UTF-8`
}

const keptBytes = 4096

/** The line that holds a byte, of a very long one the part around it; `at` is where the byte is in `bytes`. */
async function lineAt(
  source: CsvSource,
  offset: number,
): Promise<{ line: number; bytes: Buffer; at: number }> {
  let line = 1
  let kept: number[] = []
  let position = 0
  let at = -1
  let last = 0
  for await (const chunk of source()) {
    for (const byte of chunk) {
      const endsLine = byte === 0x0a || byte === 0x0d
      if (at >= 0 && (endsLine || kept.length >= 2 * keptBytes)) return { line, bytes: Buffer.from(kept), at }
      if (position === offset) at = kept.length
      if (endsLine) {
        if (!(byte === 0x0a && last === 0x0d)) line++
        kept = []
      } else {
        if (at < 0 && kept.length >= keptBytes) kept = []
        kept.push(byte)
      }
      last = byte
      position++
    }
  }
  return { line, bytes: Buffer.from(kept), at: Math.max(0, at) }
}

/** The line as text; of a long one from the beginning of the cell that tells the encodings apart. */
function sampleOf(line: Buffer, at: number, encoding: Encoding): string {
  const text = iconv.decode(line, encoding)
  const cut = (part: string) =>
    part.length > sampleCharacters ? `${part.slice(0, sampleCharacters - 1)}…` : part
  if (text.length <= sampleCharacters) return text
  const before = line.subarray(0, at).findLastIndex((byte) => [0x2c, 0x3b, 0x09].includes(byte))
  const head = line.subarray(0, before + 1)
  return cut(isAscii(head) ? iconv.decode(line.subarray(head.length), encoding) : text)
}
