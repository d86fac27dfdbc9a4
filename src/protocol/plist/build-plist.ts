import { maxDepth, PlistError, type PlistDict, type PlistValue } from './plist-value.ts'
import { writeDate } from './scalars.ts'
import { encodeEntities, forbidden } from './xml-text.ts'

const head = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`

/** The XML form, laid out as Apple's tools do. Throws PlistError for what XML or a property list cannot hold. */
export const buildPlist = (value: PlistValue): string => `${head}${write(value, 0)}</plist>\n`

function write(value: PlistValue, depth: number): string {
  const indent = '\t'.repeat(depth)
  if (depth > maxDepth) throw new PlistError(`The value is nested deeper than ${maxDepth} levels`)
  if (Array.isArray(value)) return wrap('array', indent, value.map((item) => write(item, depth + 1)).join(''))
  if (value instanceof Uint8Array) return `${indent}<data>${base64(value)}</data>\n`
  if (value instanceof Date) return `${indent}<date>${date(value)}</date>\n`
  if (typeof value === 'object' && value !== null) return wrap('dict', indent, entries(value, depth + 1))
  return `${indent}${scalar(value)}\n`
}

const wrap = (name: string, indent: string, content: string) =>
  content === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>\n${content}${indent}</${name}>\n`

const entries = (dict: PlistDict, depth: number) =>
  Object.entries(dict)
    .map(([key, value]) => `${'\t'.repeat(depth)}<key>${text(key)}</key>\n${write(value, depth)}`)
    .join('')

function scalar(value: string | number | bigint | boolean): string {
  if (typeof value === 'string') return `<string>${text(value)}</string>`
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>'
  if (typeof value === 'bigint') return `<integer>${integer(value)}</integer>`
  if (typeof value === 'number') return number(value)
  throw new PlistError(`A property list cannot hold ${value === null ? 'null' : typeof value}`)
}

const number = (value: number) =>
  Number.isSafeInteger(value) && !Object.is(value, -0)
    ? `<integer>${value}</integer>`
    : `<real>${Object.is(value, -0) ? '-0.0' : String(value).toLowerCase()}</real>`

function integer(value: bigint): bigint {
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new PlistError('An integer does not fit in 64 bits')
  return value
}

function text(value: string): string {
  if (forbidden.test(value)) throw new PlistError('A text holds a character that XML does not allow')
  return encodeEntities(value)
}

function date(value: Date): string {
  const year = value.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) throw new PlistError('A date is outside the years 0 to 9999')
  return writeDate(value)
}

const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
