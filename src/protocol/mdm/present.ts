import type { PlistDict, PlistValue } from '../plist/plist.ts'

/** Without the members that are undefined, which a property list cannot hold. */
export const present = (members: object): PlistDict =>
  Object.fromEntries<PlistValue>(Object.entries(members).filter(([, value]) => value !== undefined))
