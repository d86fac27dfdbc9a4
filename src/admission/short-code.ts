import { randomInt } from 'node:crypto'

/** Letters and digits that cannot be taken for each other, read aloud or on a small screen: no 0 O, 1 I L, 2 Z, 5 S, 8 B. */
const alphabet = '34679ACDEFGHJKMNPQRTUVWXY'

/** Six characters (a quarter of a billion) that name an arrival on the telephone. Not a secret, and not quite unique. */
export const newShortCode = (): string =>
  Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('')
