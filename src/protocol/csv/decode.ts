import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { CsvError } from './csv-error.ts'
import type { Encoding } from './detect.ts'

type Decoder = { write(bytes: Buffer, line: number): string; end(line: number): string }

/**
 * Bytes to text with one kind of line end (\n), strictly: bytes that the encoding does not know, and NUL, are a CsvError with the
 * line they are on. A byte order mark is dropped. Memory stays at one chunk.
 */
export async function* decodeText(
  source: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  maxBytes: number,
): AsyncGenerator<string> {
  const decoder = decoderOf(encoding)
  let bytes = 0
  let line = 1
  let start = true
  let held = ''
  const normalize = (decoded: string, last: boolean): string => {
    let text = held + decoded
    held = ''
    if (start && text) {
      start = false
      if (text.startsWith('\uFEFF')) text = text.slice(1)
    }
    if (!last && text.endsWith('\r')) {
      held = '\r'
      text = text.slice(0, -1)
    }
    text = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
    if (text.includes('\0')) refuseNul(text, line)
    line += countLines(text)
    return text
  }

  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > maxBytes)
      throw new CsvError('too-large', `The file has more than ${Math.floor(maxBytes / 1024 / 1024)} MB`, line)
    yield normalize(decoder.write(Buffer.from(chunk), line), false)
  }
  yield normalize(decoder.end(line), true)
}

const decoderOf = (encoding: Encoding): Decoder => {
  if (encoding === 'utf-8') return utf8Decoder()
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? utf16Decoder(encoding) : legacyDecoder(encoding)
}

/** Whole sequences are checked and decoded natively; an incomplete one at the end waits for the next chunk. */
function utf8Decoder(): Decoder {
  let rest: Buffer = Buffer.alloc(0)
  const decode = (bytes: Buffer, line: number): string => {
    if (!isUtf8(bytes)) throw notInEncoding('UTF-8', line + linesBeforeBadByte(bytes))
    return bytes.toString('utf8')
  }
  return {
    write(chunk, line) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const whole = bytes.length - incompleteTail(bytes)
      rest = bytes.subarray(whole)
      return decode(bytes.subarray(0, whole), line)
    },
    end: (line) => decode(rest, line),
  }
}

/** How many bytes at the end begin a sequence that is not complete (RFC 3629, section 3): 0 to 3. */
export function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

function linesBeforeBadByte(bytes: Buffer): number {
  let start = 0
  for (;;) {
    const end = nextLineEnd(bytes, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) break
    start = end + 1
  }
  return countLines(bytes.subarray(0, start).toString('latin1').replace(/\r\n?/g, '\n'))
}

const nextLineEnd = (bytes: Buffer, from: number): number => {
  const found = [bytes.indexOf(0x0a, from), bytes.indexOf(0x0d, from)].filter((index) => index >= 0)
  return found.length > 0 ? Math.min(...found) : -1
}

/** Half a unit and half a surrogate pair at the end wait for the next chunk; a lone surrogate is no text. */
function utf16Decoder(encoding: 'utf-16le' | 'utf-16be'): Decoder {
  let rest: Buffer = Buffer.alloc(0)
  const decode = (bytes: Buffer, line: number): string => {
    const text = (encoding === 'utf-16be' ? Buffer.from(bytes).swap16() : bytes).toString('utf16le')
    if (text.isWellFormed()) return text
    throw notInEncoding(encoding.toUpperCase(), line + countLines(textBefore(text, /\p{Surrogate}/u)))
  }
  return {
    write(chunk, line) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const whole = bytes.length - incompletePair(bytes, encoding)
      rest = bytes.subarray(whole)
      return decode(bytes.subarray(0, whole), line)
    },
    end(line) {
      if (rest.length % 2 === 1) throw notInEncoding(encoding.toUpperCase(), line)
      return decode(rest, line)
    },
  }
}

/** How many bytes at the end are half a unit, or begin a surrogate pair (RFC 2781, section 2.1): 0 to 3. */
function incompletePair(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): number {
  const odd = bytes.length % 2
  const high = bytes[bytes.length - odd - (encoding === 'utf-16be' ? 2 : 1)] ?? 0
  return high >= 0xd8 && high <= 0xdb ? odd + 2 : odd
}

/** TextDecoder is wrong for windows-1252 on some Node versions (reference/stack.md E); iconv-lite marks bytes it does not know. */
function legacyDecoder(encoding: Encoding): Decoder {
  const decoder = iconv.getDecoder(encoding)
  const check = (text: string, line: number): string => {
    if (!text.includes('\uFFFD')) return text
    throw notInEncoding(encoding, line + countLines(textBefore(text, /\uFFFD/)))
  }
  return {
    write: (bytes, line) => check(decoder.write(bytes), line),
    end: (line) => check(decoder.end() ?? '', line),
  }
}

/** With \n as line end. */
const textBefore = (text: string, bad: RegExp): string =>
  text.slice(0, text.search(bad)).replace(/\r\n?/g, '\n')

const notInEncoding = (name: string, line: number) =>
  new CsvError(
    'encoding',
    `Line ${line} is not ${name}. Choose the encoding of the file, or save it as CSV UTF-8`,
    line,
  )

function refuseNul(text: string, line: number): never {
  const bad = line + countLines(text.slice(0, text.indexOf('\0')))
  throw new CsvError(
    'nul',
    `Line ${bad} holds a NUL character, so the file is not a CSV, or its encoding is another one`,
    bad,
  )
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
