import { PlistError, type PlistValue } from './plist-value.ts'
import { readBinaryPlist } from './read-binary.ts'
import { readXmlPlist } from './read-xml.ts'

export { buildPlist } from './build-plist.ts'
export { PlistError, isDict, type PlistDict, type PlistValue } from './plist-value.ts'

const oneMebibyte = 1024 * 1024

/**
 * Reads a property list, XML (UTF-8) or binary (`bplist00`). Dictionaries have no prototype.
 * Throws nothing but PlistError.
 */
export function parsePlist(source: Uint8Array | string, o: { maxBytes?: number } = {}): PlistValue {
  const { maxBytes = oneMebibyte } = o
  const size = typeof source === 'string' ? Buffer.byteLength(source) : source.length
  if (size > maxBytes) throw new PlistError(`The property list is larger than ${maxBytes} bytes`)
  if (typeof source === 'string') return readXmlPlist(source)
  return isBinary(source) ? readBinaryPlist(source) : readXmlPlist(decodeUtf8(source))
}

const isBinary = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'bplist'

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new PlistError('The property list is not UTF-8', { cause })
  }
}
