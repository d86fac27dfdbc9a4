import type { Candidate } from './decision.ts'

/**
 * What a typed key names: `identifier`, `identifier@unit` with the unit of this installation (B8), or a user name. A key with the
 * unit of somebody else names nobody's identifier.
 */
export function readKey(key: string, unitId: string): { identifier: string; userName: string } {
  const text = key.trim()
  const [identifier = '', ...rest] = text.split('@')
  const unit = rest.join('@')
  const isOurs = rest.length === 0 || unit.trim().toLowerCase() === unitId.trim().toLowerCase()
  return { identifier: isOurs && unit !== '' ? identifier.trim() : text, userName: text }
}

/** An empty key fits every record: then the code alone must tell which. */
export function fitsKey({ identifier, user }: Candidate, key: string, unitId: string): boolean {
  if (key.trim() === '') return true
  const named = readKey(key, unitId)
  return isSame(identifier, named.identifier) || (user !== null && isSame(user.userName, named.userName))
}

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
