import { emptyDict, maxDepth, PlistError, type PlistDict, type PlistValue } from './plist-value.ts'

/**
 * Reads `bplist00` (the layout is described in Apple's CFBinaryPList.c). Own code because the library that we
 * test against follows shared references without a limit (64 KiB can become gigabytes) and lets `__proto__` through.
 */
export function readBinaryPlist(bytes: Uint8Array): PlistValue {
  try {
    const reader = openReader(Buffer.from(bytes)) // a copy: nothing that we hand out keeps foreign memory alive
    return readObject(reader, reader.top, 0)
  } catch (cause) {
    if (cause instanceof PlistError) throw cause
    throw new PlistError('The binary property list is damaged', { cause }) // a read beyond the end
  }
}

type Reader = {
  file: Buffer
  offsets: number[]
  refSize: number
  top: number
  /** Texts and data are kept, so that a thousand references to one of them cost nothing. */
  known: Map<number, PlistValue>
  /** Every reference takes at least one byte in the file, so an honest file never runs out of these. */
  left: number
}

const trailerSize = 32

function openReader(file: Buffer): Reader {
  if (file.toString('latin1', 0, 8) !== 'bplist00')
    throw new PlistError('This binary property list has an unknown version')
  const trailer = file.subarray(-trailerSize)
  const [offsetSize, refSize] = [trailer.readUInt8(6), trailer.readUInt8(7)]
  const [count, top, table] = [8, 16, 24].map((at) => Number(trailer.readBigUInt64BE(at))) as [
    number,
    number,
    number,
  ]
  if (![1, 2, 3, 4].includes(offsetSize) || ![1, 2, 3, 4].includes(refSize))
    throw new PlistError('The binary property list has impossible sizes')
  if (table + count * offsetSize > file.length - trailerSize)
    throw new PlistError('The binary property list is cut off')
  const offsets = Array.from({ length: count }, (_, i) => file.readUIntBE(table + i * offsetSize, offsetSize))
  return { file, offsets, refSize, top, known: new Map(), left: file.length }
}

function readObject(reader: Reader, index: number, depth: number): PlistValue {
  if (depth > maxDepth)
    throw new PlistError(`The binary property list is nested deeper than ${maxDepth} levels`)
  if (--reader.left < 0) throw new PlistError('The binary property list repeats itself too often')
  const known = reader.known.get(index)
  if (known !== undefined) return known
  const at = reader.offsets[index]
  if (at === undefined) throw new PlistError('The binary property list refers to nothing')

  const marker = reader.file.readUInt8(at)
  const [type, low] = [marker >> 4, marker & 0x0f]
  if (type === 0xa) return readArray(reader, at, depth)
  if (type === 0xd) return readDict(reader, at, depth)
  const value = type < 4 ? readFixed(reader.file, at, type, low) : readSized(reader.file, at, type)
  reader.known.set(index, value)
  return value
}

/** Booleans, integers, reals and dates say their size in the marker. */
function readFixed(file: Buffer, at: number, type: number, low: number): PlistValue {
  const kind = type === 0 ? `bool ${low}` : `${['', 'int', 'real', 'date'][type]} ${2 ** low}`
  switch (kind) {
    case 'bool 8':
      return false
    case 'bool 9':
      return true
    case 'int 1':
    case 'int 2':
    case 'int 4':
      return file.readUIntBE(at + 1, 2 ** low)
    case 'int 8':
      return narrow(file.readBigInt64BE(at + 1))
    case 'int 16': // only for what does not fit in 63 bits
      return narrow((file.readBigInt64BE(at + 1) << 64n) + file.readBigUInt64BE(at + 9))
    case 'real 4':
      return file.readFloatBE(at + 1)
    case 'real 8':
      return file.readDoubleBE(at + 1)
    case 'date 8':
      return dateFrom(file.readDoubleBE(at + 1))
    default:
      throw new PlistError('The binary property list holds a value of an unknown kind')
  }
}

function readSized(file: Buffer, at: number, type: number): PlistValue {
  const { size, start } = readSize(file, at)
  switch (type) {
    case 0x4:
      return Buffer.from(slice(file, start, size))
    case 0x5:
      return slice(file, start, size).toString('latin1')
    case 0x6:
      return Buffer.from(slice(file, start, size * 2))
        .swap16()
        .toString('utf16le')
    default:
      throw new PlistError('The binary property list holds a value of an unknown kind')
  }
}

function readArray(reader: Reader, at: number, depth: number): PlistValue[] {
  const { size, start } = readSize(reader.file, at)
  return readRefs(reader, start, size).map((ref) => readObject(reader, ref, depth + 1))
}

function readDict(reader: Reader, at: number, depth: number): PlistDict {
  const { size, start } = readSize(reader.file, at)
  const refs = readRefs(reader, start, size * 2)
  const dict = emptyDict()
  for (let i = 0; i < size; i++) {
    const key = readObject(reader, refs[i] ?? -1, depth + 1)
    if (typeof key !== 'string' || key in dict)
      throw new PlistError('A dictionary has a key twice, or one that is no text')
    dict[key] = readObject(reader, refs[size + i] ?? -1, depth + 1)
  }
  return dict
}

const readRefs = ({ file, refSize }: Reader, start: number, count: number) => {
  const bytes = slice(file, start, count * refSize)
  return Array.from({ length: count }, (_, i) => bytes.readUIntBE(i * refSize, refSize))
}

/** Sizes from 15 on follow the marker as an integer object. */
function readSize(file: Buffer, at: number): { size: number; start: number } {
  const low = file.readUInt8(at) & 0x0f
  if (low < 0x0f) return { size: low, start: at + 1 }
  const bytes = 2 ** (file.readUInt8(at + 1) & 0x0f)
  if (bytes > 4) throw new PlistError('The binary property list holds an impossible size')
  return { size: file.readUIntBE(at + 2, bytes), start: at + 2 + bytes }
}

function slice(file: Buffer, start: number, size: number): Buffer {
  if (start + size > file.length) throw new PlistError('The binary property list is cut off')
  return file.subarray(start, start + size)
}

const narrow = (value: bigint) => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

const unixOf2001 = 978_307_200_000

function dateFrom(seconds: number): Date {
  const date = new Date(unixOf2001 + seconds * 1000)
  if (Number.isNaN(date.getTime())) throw new PlistError('The binary property list holds an impossible date')
  return date
}
