import { ApkError } from './apk-error.ts'
import type { Chunk } from './axml.ts'
import { ByteReader } from './byte-reader.ts'

/** Texts by their number, read when they are asked for. @throws {ApkError} */
export type StringPool = (index: number) => string

const maxStrings = 100_000
/** Strings may lie over one another: without a limit a small file could make gigabytes. */
const maxCharacters = 8 * 1024 * 1024
const isUtf8 = 1 << 8

const malformed = () => new ApkError('malformed', 'AndroidManifest.xml has damaged texts')

export function readStringPool({ head, body }: Chunk): StringPool {
  const reader = new ByteReader(head)
  const count = reader.u32()
  reader.skip(4) // styles
  const [flags, stringsStart] = [reader.u32(), reader.u32()]
  const offsets = new ByteReader(body).take(count * 4)
  // Counted from the beginning of the chunk.
  const start = stringsStart - head.length - 8
  if (count > maxStrings || start < count * 4 || start > body.length) throw malformed()
  const texts = body.subarray(start)
  const read = flags & isUtf8 ? readUtf8 : readUtf16
  const known = new Map<number, string>()
  let left = maxCharacters
  return (index) => {
    const before = known.get(index)
    if (before !== undefined) return before
    if (index >= count) throw malformed()
    const text = read(readerAt(texts, offsets.readUInt32LE(index * 4)))
    left -= text.length
    if (left < 0) throw new ApkError('unsupported', 'AndroidManifest.xml has too much text')
    known.set(index, text)
    return text
  }
}

function readerAt(texts: Buffer, offset: number): ByteReader {
  if (offset > texts.length) throw malformed()
  return new ByteReader(texts.subarray(offset))
}

/** Two lengths, in characters and in bytes, each of one byte or two. */
function readUtf8(reader: ByteReader): string {
  shortLength(reader)
  return reader.take(shortLength(reader)).toString('utf8')
}

function shortLength(reader: ByteReader): number {
  const first = reader.u8()
  return first < 0x80 ? first : ((first & 0x7f) << 8) | reader.u8()
}

/** One length, of two bytes or four. */
function readUtf16(reader: ByteReader): string {
  const first = reader.u16()
  const length = first < 0x8000 ? first : (first & 0x7fff) * 0x10000 + reader.u16()
  return reader.take(length * 2).toString('utf16le')
}
