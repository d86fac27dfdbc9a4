import { Asn1Error } from './asn1-error.ts'

export { Asn1Error }
export * from './der.ts'

/** One value as it stood in the bytes. Buffers are views on the input, not copies. */
export type Asn1Node = {
  /** The whole identifier byte: class, constructed bit and number, such as 0x30 or 0xa0. */
  tag: number
  constructed: boolean
  children: Asn1Node[]
  /** The value without its header, and without the end marker of an indefinite length. */
  content: Buffer
  /** Header, value and end marker. */
  raw: Buffer
}

export type ReadLimits = {
  /** Longer input is refused unread. */
  maxBytes?: number
  /** Some files carry blanks or newlines after the value; everything after it is then left alone. */
  trailing?: 'refuse' | 'ignore'
}

type Reader = { bytes: Buffer; nodesLeft: number }

/** Certificates inside CMS reach depth 12; an attacker's message would otherwise reach the end of the stack. */
const maxDepth = 32
/** A node costs some hundred bytes of memory but only two bytes of input. */
const maxNodes = 20_000
const defaultMaxBytes = 4 * 1024 * 1024

/**
 * Reads one BER or DER value with everything in it (X.690). Apple sends indefinite lengths, so BER it must be;
 * high tag numbers, lengths beyond the input and trailing bytes are refused.
 * @throws {Asn1Error}
 */
export function readAsn1(input: Uint8Array, limits: ReadLimits = {}): Asn1Node {
  if (input.length > (limits.maxBytes ?? defaultMaxBytes)) throw new Asn1Error('The value is too long')
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  const node = readNode({ bytes, nodesLeft: maxNodes }, 0, bytes.length, 0)
  if (node.raw.length < bytes.length && limits.trailing !== 'ignore') {
    throw new Asn1Error('There are bytes after the value')
  }
  return node
}

function readNode(reader: Reader, start: number, end: number, depth: number): Asn1Node {
  if (depth > maxDepth) throw new Asn1Error('The value is nested too deeply')
  if (--reader.nodesLeft < 0) throw new Asn1Error('The value has too many parts')
  if (start + 2 > end) throw new Asn1Error('The value is cut off')

  const tag = byteAt(reader, start)
  if (tag === 0) throw new Asn1Error('An end marker stands where a value should')
  if ((tag & 0x1f) === 0x1f) throw new Asn1Error('Tag numbers above 30 are not supported')
  if (byteAt(reader, start + 1) === 0x80) return readIndefinite(reader, start, end, depth)

  const { length, bodyStart } = readLength(reader, start + 1, end)
  const bodyEnd = bodyStart + length
  if (bodyEnd > end) throw new Asn1Error('The value is cut off')
  const node = nodeOf(reader, tag, [start, bodyStart, bodyEnd, bodyEnd])
  for (let at = bodyStart; node.constructed && at < bodyEnd;) {
    const child = readNode(reader, at, bodyEnd, depth + 1)
    node.children.push(child)
    at += child.raw.length
  }
  return node
}

function readIndefinite(reader: Reader, start: number, end: number, depth: number): Asn1Node {
  const tag = byteAt(reader, start)
  if ((tag & 0x20) === 0) throw new Asn1Error('A primitive value has no length')
  const children: Asn1Node[] = []
  let at = start + 2
  for (;;) {
    if (at + 2 > end) throw new Asn1Error('The value is cut off')
    if (byteAt(reader, at) === 0 && byteAt(reader, at + 1) === 0) break
    const child = readNode(reader, at, end, depth + 1)
    children.push(child)
    at += child.raw.length
  }
  const node = nodeOf(reader, tag, [start, start + 2, at, at + 2])
  node.children = children
  return node
}

function nodeOf({ bytes }: Reader, tag: number, bounds: [number, number, number, number]): Asn1Node {
  const [start, bodyStart, bodyEnd, end] = bounds
  return {
    tag,
    constructed: (tag & 0x20) !== 0,
    children: [],
    content: bytes.subarray(bodyStart, bodyEnd),
    raw: bytes.subarray(start, end),
  }
}

/** A length at `at`: one byte below 128, else a count of up to four bytes that follow. */
function readLength(reader: Reader, at: number, end: number): { length: number; bodyStart: number } {
  const first = byteAt(reader, at)
  if (first < 0x80) return { length: first, bodyStart: at + 1 }
  const count = first & 0x7f
  if (count > 4) throw new Asn1Error('The length is too large')
  if (at + 1 + count > end) throw new Asn1Error('The value is cut off')
  return { length: reader.bytes.readUIntBE(at + 1, count), bodyStart: at + 1 + count }
}

const byteAt = ({ bytes }: Reader, at: number): number => bytes[at] ?? 0
