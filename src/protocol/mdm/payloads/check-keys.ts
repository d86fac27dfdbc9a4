import { isDict, type PlistDict, type PlistValue } from '../../plist/plist.ts'
import { at, error, hint, type Finding } from './finding.ts'
import { payloadTypeOf, type NodeType } from './payload-types.ts'
import { typeOf } from './profile-tree.ts'
import { restrictionOf } from './restrictions.ts'
import { supervisedOnlyOf } from './supervised-only.ts'

type Types = Record<string, NodeType>

/** What every payload, and the profile itself, must have. */
export const requiredKeys = {
  PayloadType: 'string',
  PayloadVersion: 'integer',
  PayloadIdentifier: 'string',
  PayloadUUID: 'string',
} as const satisfies Types

/** Keys that are missing, empty or of another type. */
export function checkKeys(
  dict: PlistDict,
  path: string,
  keys: { required: Types; optional: Types },
): Finding[] {
  const missing = Object.keys(keys.required)
    .filter((key) => dict[key] === undefined || dict[key] === '')
    .map((key) => error('missing', at(path, key), dict[key] === '' ? 'is empty' : 'is missing'))
  const types = { ...keys.required, ...keys.optional }
  return [
    ...missing,
    ...Object.entries(types).flatMap(([key, type]) => checkType(dict[key], type, at(path, key))),
  ]
}

function checkType(value: PlistValue | undefined, type: NodeType, path: string): Finding[] {
  if (value === undefined) return []
  const found = typeOf(value)
  const fits = found === type || (type === 'real' && found === 'integer')
  return fits ? [] : [error('wrong-type', path, `is of type ${found}; devices expect ${type}`)]
}

/** What is known of the payload's own type. */
export function checkOwnKeys(payload: PlistDict, path: string): Finding[] {
  const type = payload['PayloadType']
  if (typeof type !== 'string' || type === '') return []
  const known = payloadTypeOf(type)
  if (!known)
    return [hint('unknown-type', at(path, 'PayloadType'), `${type} is not known here; it is sent as it is`)]
  const required = Object.fromEntries(known.required.map((key) => [key, known.keys[key] ?? 'string']))
  return [
    ...checkKeys(payload, path, { required, optional: known.keys }),
    ...(type === 'com.apple.applicationaccess' ? checkRestrictions(payload, path) : []),
    ...checkReach(payload, path, known.platforms),
    ...checkVariables(payload, path),
  ]
}

const nodeTypeOf = { boolean: 'boolean', integer: 'integer', choice: 'real', list: 'array' } as const

function checkRestrictions(payload: PlistDict, path: string): Finding[] {
  return Object.entries(payload).flatMap(([key, value]) => {
    const restriction = restrictionOf(key)
    return restriction ? checkType(value, nodeTypeOf[restriction.type], at(path, key)) : []
  })
}

/** Devices that will not heed all of it. */
function checkReach(payload: PlistDict, path: string, platforms: string[]): Finding[] {
  const supervised = supervisedOnlyOf(payload)
  const some = platforms.includes('iOS') && platforms.includes('macOS') ? [] : platforms
  return [
    ...(supervised.length > 0
      ? [hint('supervised-only', path, `needs supervised devices for ${supervised.join(', ')}`)]
      : []),
    ...(some.length > 0 ? [hint('some-platforms', path, `is for ${some.join(', ')} only`)] : []),
  ]
}

/** `$USERNAME`, `{{mail}}`, `%SerialNumber%`: what other servers fill in and this one sends as it is. */
const variable = /^\$[A-Z][A-Z0-9_]{2,}$|\$\{?[A-Z][A-Z0-9_]{3,}\}?|\{\{[^{}]{1,80}\}\}|%[A-Za-z]{4,40}%/

function checkVariables(value: PlistValue, path: string): Finding[] {
  if (typeof value === 'string')
    return variable.test(value.slice(0, 2000))
      ? [hint('foreign-variable', path, 'looks like a variable of another server; it is sent as it is')]
      : []
  if (Array.isArray(value)) return value.flatMap((each, i) => checkVariables(each, at(path, i)))
  return isDict(value)
    ? Object.entries(value).flatMap(([key, each]) => checkVariables(each, at(path, key)))
    : []
}
