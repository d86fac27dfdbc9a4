import { emptyDict, maxDepth, type PlistDict, type PlistValue } from './plist-value.ts'
import { readData, readDate, readInteger, readReal } from './scalars.ts'
import { XmlScanner } from './xml-scanner.ts'
import { forbidden } from './xml-text.ts'

/** Strict: one root, every element closed, every scalar well-formed, no key twice in a dictionary. */
export function readXmlPlist(text: string): PlistValue {
  const scanner = new XmlScanner(text)
  if (forbidden.test(text)) scanner.fail('a character that XML does not allow')
  scanner.prolog()
  scanner.space()
  const value = readValue(scanner, scanner.tag(), 0)
  scanner.space()
  if (scanner.tag() !== '/plist') scanner.fail('more than one value, or <plist> is not closed')
  scanner.end()
  return value
}

function readValue(scanner: XmlScanner, tag: string, depth: number): PlistValue {
  if (depth > maxDepth) scanner.fail(`nested deeper than ${maxDepth} levels`)
  switch (tag) {
    case 'dict':
      return readDict(scanner, depth)
    case 'array':
      return readArray(scanner, depth)
    case 'dict/':
      return emptyDict()
    case 'array/':
      return []
    case 'true/':
      return true
    case 'false/':
      return false
    default:
      return readScalar(scanner, tag)
  }
}

function readDict(scanner: XmlScanner, depth: number): PlistDict {
  const dict = emptyDict()
  for (;;) {
    scanner.space()
    const tag = scanner.tag()
    if (tag === '/dict') return dict
    if (tag !== 'key' && tag !== 'key/') scanner.fail('a dictionary entry without a key')
    const key = tag === 'key' ? scanner.content('/key') : ''
    if (key in dict) scanner.fail('a key that the dictionary already has')
    scanner.space()
    dict[key] = readValue(scanner, scanner.tag(), depth + 1)
  }
}

function readArray(scanner: XmlScanner, depth: number): PlistValue[] {
  const array: PlistValue[] = []
  for (;;) {
    scanner.space()
    const tag = scanner.tag()
    if (tag === '/array') return array
    array.push(readValue(scanner, tag, depth + 1))
  }
}

/** Elements that hold text. The two booleans may also be written with a closing tag. */
const scalars = new Map<string, (text: string) => PlistValue | undefined>([
  ['string', (text) => text],
  ['integer', readInteger],
  ['real', readReal],
  ['date', readDate],
  ['data', readData],
  ['true', (text) => (text === '' ? true : undefined)],
  ['false', (text) => (text === '' ? false : undefined)],
])

function readScalar(scanner: XmlScanner, tag: string): PlistValue {
  const name = tag.endsWith('/') ? tag.slice(0, -1) : tag
  const read = scalars.get(name)
  if (!read) return scanner.fail('an element that property lists do not have')
  const value = read(tag === name ? scanner.content(`/${name}`) : '')
  return value ?? scanner.fail(`a malformed ${name}`)
}
