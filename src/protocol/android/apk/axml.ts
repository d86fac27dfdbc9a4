import { ApkError } from './apk-error.ts'
import { ByteReader } from './byte-reader.ts'
import { readStringPool, type StringPool } from './axml-strings.ts'

/**
 * Android's binary XML, as AOSP's frameworks/base/libs/androidfw/include/androidfw/ResourceTypes.h describes it. Text between
 * elements and namespaces are left out: a manifest needs neither.
 */
export type AxmlEvent = { kind: 'start'; name: string; attributes: AxmlAttribute[] } | { kind: 'end' }

export type AxmlAttribute = {
  /** The number of an attribute of Android's own, by which Android looks it up; its name may be anything. */
  resource: number | undefined
  name: string
  value: AxmlValue
}

/** `unknown`: a reference to a resource, or a kind that no one of ours needs. */
export type AxmlValue =
  | { type: 'text'; text: string }
  | { type: 'number'; number: number }
  | { type: 'boolean'; boolean: boolean }
  | { type: 'unknown' }

const chunk = { xml: 0x0003, strings: 0x0001, resources: 0x0180, start: 0x0102, end: 0x0103 }
const maxElements = 50_000
const maxAttributes = 200
const maxDepth = 100

type State = { strings: StringPool | undefined; resources: number[]; elements: number; depth: number }

/** @throws {ApkError} while it is read */
export function* readAxml(bytes: Buffer): Generator<AxmlEvent> {
  const whole = readChunk(new ByteReader(bytes))
  if (whole.type !== chunk.xml) throw malformed()
  const state: State = { strings: undefined, resources: [], elements: 0, depth: 0 }
  const reader = new ByteReader(whole.body)
  while (reader.left > 0) {
    const part = readChunk(reader)
    if (part.type === chunk.strings) state.strings ??= readStringPool(part)
    else if (part.type === chunk.resources) state.resources = readResources(part.body)
    else if (part.type === chunk.start) yield readStart(part.body, state)
    else if (part.type === chunk.end) yield readEnd(state)
  }
  if (state.depth !== 0) throw malformed()
}

const malformed = () => new ApkError('malformed', 'AndroidManifest.xml is damaged')

export type Chunk = { type: number; head: Buffer; body: Buffer }

/** `head`: what its header has beside type and sizes. */
function readChunk(reader: ByteReader): Chunk {
  const [type, headSize, size] = [reader.u16(), reader.u16(), reader.u32()]
  if (headSize < 8 || size < headSize) throw malformed()
  return { type, head: reader.take(headSize - 8), body: reader.take(size - headSize) }
}

function readResources(body: Buffer): number[] {
  const reader = new ByteReader(body)
  return Array.from({ length: Math.floor(body.length / 4) }, () => reader.u32())
}

function readStart(body: Buffer, state: State): AxmlEvent {
  state.elements += 1
  state.depth += 1
  if (state.elements > maxElements || state.depth > maxDepth)
    throw new ApkError('unsupported', 'AndroidManifest.xml has too many elements')
  const reader = new ByteReader(body)
  reader.skip(4) // namespace
  const name = textAt(state, reader.u32())
  const [start, size, count] = [reader.u16(), reader.u16(), reader.u16()]
  if (size < 20 || count > maxAttributes) throw malformed()
  const attributes = new ByteReader(body)
  attributes.skip(start)
  return {
    kind: 'start',
    name,
    attributes: Array.from({ length: count }, () =>
      readAttribute(new ByteReader(attributes.take(size)), state),
    ),
  }
}

function readEnd(state: State): AxmlEvent {
  state.depth -= 1
  if (state.depth < 0) throw malformed()
  return { kind: 'end' }
}

function readAttribute(reader: ByteReader, state: State): AxmlAttribute {
  reader.skip(4) // namespace
  const index = reader.u32()
  reader.skip(4 + 3) // the value as it was written, and the size of what follows
  const [type, content] = [reader.u8(), reader.u32()]
  return {
    resource: state.resources[index],
    name: textAt(state, index),
    value: valueOf(state, type, content),
  }
}

function valueOf(state: State, type: number, content: number): AxmlValue {
  if (type === 0x03) return { type: 'text', text: textAt(state, content) }
  if (type === 0x10 || type === 0x11) return { type: 'number', number: content }
  if (type === 0x12) return { type: 'boolean', boolean: content !== 0 }
  return { type: 'unknown' }
}

function textAt({ strings }: State, index: number): string {
  if (!strings) throw malformed()
  return strings(index)
}
