import type { z } from 'zod'
import { isDict, parsePlist, PlistError, type PlistDict } from '../plist/plist.ts'
import { MdmError } from './mdm-error.ts'

/** A property list whose root is a dictionary. @throws {MdmError} */
export function readDict(bytes: Uint8Array, o: { maxBytes?: number } = {}): PlistDict {
  const value = readPlist(bytes, o)
  if (!isDict(value)) throw new MdmError('malformed', 'The message is not a dictionary')
  return value
}

function readPlist(bytes: Uint8Array, o: { maxBytes?: number }) {
  try {
    return parsePlist(bytes, o)
  } catch (cause) {
    if (cause instanceof PlistError) throw new MdmError('malformed', cause.message, { cause })
    throw cause
  }
}

/** @throws {MdmError} that names the members which are missing or wrong */
export function check<S extends z.ZodType>(schema: S, dict: PlistDict, what: string): z.output<S> {
  const { success, data, error } = schema.safeParse(dict)
  if (success) return data
  const members = [...new Set(error.issues.map(({ path }) => path.join('.')))].join(', ')
  throw new MdmError('malformed', `${what} lacks or garbles: ${members}`)
}
