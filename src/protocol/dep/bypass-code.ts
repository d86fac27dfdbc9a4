import { pbkdf2Sync } from 'node:crypto'

/** Without letters that are taken for digits or for each other. */
const alphabet = '0123456789ACDEFGHJKLMNPQRTUVWXYZ'
/** Where the dashes go, after so many characters. */
const groups = [0, 5, 10, 14, 18, 22]

/** The code that unlocks a device, as it is typed; and its hash, which is all that Apple gets (apple-dep.md 3.7). */
export type BypassCode = { code: string; hash: string }

/** @param bytes 16 random ones */
export const bypassCode = (bytes: Uint8Array): BypassCode => ({
  code: readable(bytes),
  hash: pbkdf2Sync(bytes, Buffer.alloc(4), 50_000, 32, 'sha256').toString('hex'),
})

/** Five bits a character from the top; the last character is the three that are left. */
function readable(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError('A bypass code has 16 bytes')
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const characters = [...(bits.match(/.{1,5}/g) ?? [])]
    .map((five) => alphabet[Number.parseInt(five, 2)])
    .join('')
  return groups.map((start, n) => characters.slice(start, groups[n + 1])).join('-')
}
