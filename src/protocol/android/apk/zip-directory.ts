import { crc32, inflateRawSync } from 'node:zlib'
import { ApkError } from './apk-error.ts'
import { readExactly, type ApkSource } from './apk-source.ts'
import { ByteReader } from './byte-reader.ts'

/** APPNOTE.TXT 6.3 of PKWARE, as far as Android goes: no ZIP64, no encryption, stored or deflated. */
export type ZipEntry = {
  name: string
  flags: number
  method: number
  crc: number
  packedSize: number
  size: number
  headerAt: number
}

export type ZipDirectory = {
  entries: ZipEntry[]
  /** Where the central directory begins and the end record stands. */
  directoryAt: number
  endAt: number
}

const endSize = 22
const maxComment = 0xffff
const maxDirectoryBytes = 16 * 1024 * 1024

const malformed = (message: string) => new ApkError('malformed', message)

/** @throws {ApkError} */
export async function readZipDirectory(source: ApkSource): Promise<ZipDirectory> {
  const endAt = await findEnd(source)
  const reader = new ByteReader(await readExactly(source, endAt + 4, endSize - 4))
  const [disk, directoryDisk, onDisk, count] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()]
  const [length, directoryAt] = [reader.u32(), reader.u32()]
  if (count === 0xffff || directoryAt === 0xffffffff)
    throw new ApkError('unsupported', 'The file is a ZIP64 archive, which Android does not install')
  if (disk !== 0 || directoryDisk !== 0 || onDisk !== count) throw malformed('The archive has several parts')
  if (directoryAt + length !== endAt) throw malformed('The list of files does not end where it should')
  if (length > maxDirectoryBytes) throw new ApkError('unsupported', 'The list of files is too long')
  const entries = readEntries(await readExactly(source, directoryAt, length), count)
  return { entries, directoryAt, endAt }
}

/** The end record is the last thing in the file, but for a comment whose length it knows. */
async function findEnd({ size, read }: ApkSource): Promise<number> {
  const length = Math.min(size, endSize + maxComment)
  const tail = await read(size - length, length)
  for (let at = tail.length - endSize; at >= 0; at--)
    if (tail.readUInt32LE(at) === 0x06054b50 && tail.readUInt16LE(at + 20) === tail.length - endSize - at)
      return size - length + at
  throw malformed('The file is not an APK: it is no complete ZIP archive')
}

function readEntries(bytes: Buffer, count: number): ZipEntry[] {
  const reader = new ByteReader(bytes)
  const entries = Array.from({ length: count }, () => readEntry(reader))
  if (reader.left > 0) throw malformed('The list of files is longer than it says')
  return entries
}

function readEntry(reader: ByteReader): ZipEntry {
  if (reader.u32() !== 0x02014b50) throw malformed('The list of files is damaged')
  reader.skip(4) // versions
  const [flags, method] = [reader.u16(), reader.u16()]
  reader.skip(4) // time
  const [crc, packedSize, size] = [reader.u32(), reader.u32(), reader.u32()]
  const [nameLength, extraLength, commentLength] = [reader.u16(), reader.u16(), reader.u16()]
  reader.skip(8) // disk and attributes
  const headerAt = reader.u32()
  const name = reader.take(nameLength).toString('latin1')
  reader.skip(extraLength + commentLength)
  return { name, flags, method, crc, packedSize, size, headerAt }
}

/** The one file of that name; two would leave open which one Android reads. @throws {ApkError} */
export async function readZipFile(
  source: ApkSource,
  { entries, directoryAt }: ZipDirectory,
  { name, maxBytes }: { name: string; maxBytes: number },
): Promise<Buffer> {
  const [entry, ...more] = entries.filter((each) => each.name === name)
  if (!entry) throw new ApkError('malformed', `The file is not an APK: it has no ${name}`)
  if (more.length > 0) throw malformed(`${name} is in the archive more than once`)
  if (entry.size > maxBytes || entry.packedSize > maxBytes)
    throw new ApkError('unsupported', `${name} is too large`)
  if (entry.flags & 1) throw malformed(`${name} is encrypted`)
  const dataAt = await dataOf(source, entry)
  if (dataAt + entry.packedSize > directoryAt) throw malformed(`${name} is cut off`)
  return unpack(entry, await readExactly(source, dataAt, entry.packedSize))
}

/** The local header has a name and extra bytes of its own before the data. */
async function dataOf(source: ApkSource, { name, headerAt }: ZipEntry): Promise<number> {
  const reader = new ByteReader(await readExactly(source, headerAt, 30))
  if (reader.u32() !== 0x04034b50) throw malformed(`${name} is not where the list of files says`)
  reader.skip(22)
  const [nameLength, extraLength] = [reader.u16(), reader.u16()]
  const local = (await readExactly(source, headerAt + 30, nameLength)).toString('latin1')
  if (local !== name) throw malformed(`${name} has two names`)
  return headerAt + 30 + nameLength + extraLength
}

function unpack({ name, method, size, crc }: ZipEntry, packed: Buffer): Buffer {
  if (method !== 0 && method !== 8)
    throw new ApkError('unsupported', `${name} is packed in a way that is not read`)
  const bytes = method === 0 ? packed : inflate(name, packed, size)
  if (bytes.length !== size || crc32(bytes) !== crc) throw malformed(`${name} is damaged`)
  return bytes
}

function inflate(name: string, packed: Buffer, size: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) })
  } catch (cause) {
    throw new ApkError('malformed', `${name} is damaged`, { cause })
  }
}
