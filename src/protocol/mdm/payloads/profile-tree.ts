import { isDict, type PlistValue } from '../../plist/plist.ts'
import type { NodeType } from './payload-types.ts'
import { ProfileError } from './profile-error.ts'

/** One value of a profile, for showing. */
export type ProfileNode = {
  /** The key in a dictionary, the number in an array. */
  key: string
  type: NodeType
  /** As text; null for dictionaries, arrays, data and what is kept secret. */
  value: string | null
  /** Passwords and the like are there, and not shown. */
  secret: boolean
  /** Members, or bytes of data, or characters of a text. */
  size: number
  children: ProfileNode[]
}

/** Apple's own examples have some hundred; the tree is much larger than the file. */
const mostNodes = 10_000
const longestText = 500

export function typeOf(value: PlistValue): NodeType {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'bigint') return 'integer'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'real'
  if (value instanceof Date) return 'date'
  if (value instanceof Uint8Array) return 'data'
  return Array.isArray(value) ? 'array' : 'dict'
}

const secretKey = /password|passphrase|passcode$|challenge|secret|privatekey|token/i

/** Makes nodes until there are too many for one profile. @throws {ProfileError} too-large */
export function treeMaker(): (key: string, value: PlistValue) => ProfileNode {
  let left = mostNodes
  const node = (key: string, value: PlistValue): ProfileNode => {
    if (--left < 0) throw new ProfileError('too-large', `The profile has more than ${mostNodes} values.`)
    const type = typeOf(value)
    const secret = secretKey.test(key) && (type === 'string' || type === 'data')
    const children = membersOf(value).map(([name, member]) => node(name, member))
    return { key, type, value: secret ? null : textOf(value), secret, size: sizeOf(value), children }
  }
  return node
}

function membersOf(value: PlistValue): [string, PlistValue][] {
  if (Array.isArray(value)) return value.map((item, i) => [String(i), item])
  return isDict(value) ? Object.entries(value) : []
}

function textOf(value: PlistValue): string | null {
  if (typeof value === 'string') return cut(value)
  if (value instanceof Date) return dateText(value)
  return typeof value === 'object' ? null : String(value)
}

const cut = (text: string) => (text.length > longestText ? `${text.slice(0, longestText)}…` : text)

/** A property list can hold dates that ISO 8601 cannot write. */
const dateText = (date: Date): string => (Number.isNaN(date.getTime()) ? '' : date.toISOString())

function sizeOf(value: PlistValue): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length
  return membersOf(value).length
}
