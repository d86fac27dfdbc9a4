/** How the names of columns are compared. */

const longestName = 200

/** Letters and digits in lower case and without accents, of the first 200 characters. */
export const plain = (name: string): string =>
  name
    .slice(0, longestName)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

const knownNames = new Map<string, string>()

/** `plain` of a name that a format has: there are only so many, and each is compared with every column of every file. */
export function plainKnown(name: string): string {
  const known = knownNames.get(name) ?? plain(name)
  knownNames.set(name, known)
  return known
}

/** The one name within reach; two that are equally near are none (S1). */
export function nearest<T extends { name: string }>(name: string, known: readonly T[]): T | undefined {
  const letters = plain(name)
  const ranked = known
    .map((entry) => ({ entry, distance: distanceOf(letters, plainKnown(entry.name)) }))
    .filter(({ entry, distance }) => distance <= reach(entry.name))
    .sort((a, b) => a.distance - b.distance)
  const [first, second] = ranked
  return first && first.distance !== second?.distance ? first.entry : undefined
}

/** Short names are near to many words: "OS" and "ID" differ in two letters. */
const reach = ({ length }: string) => (length >= 6 ? 2 : length === 5 ? 1 : 0)

/** "IMEI 2" and "IMEI 3" are two things, however near. */
function distanceOf(name: string, known: string): number {
  const digits = known.replace(/\D/g, '')
  return digits && digits !== name.replace(/\D/g, '') ? Infinity : editDistance(name, known)
}

/** Insertions, deletions, replacements and swaps of neighbors (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return 99
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, before[j - 2]! + 1)
      row.push(best)
    }
    before = previous
    previous = row
  }
  return previous[b.length]!
}

const passwordWords = [
  'password',
  'passwd',
  'passwort',
  'passphrase',
  'kennwort',
  'motdepasse',
  'contraseña',
  'パスワード',
  '密码',
].map(plain)
const passwordNames = /^(pwd|pass|passcode|pin|pincode|(user|account|login|sim)pin|puk)\d*$|(pwd|secret)\d*$/

/** Whether a column holds passwords or the like; what it holds is never kept. "Position" and "Code" do not. */
export function namesPassword(name: string): boolean {
  const letters = plain(name)
  return (
    passwordWords.some((word) => letters.includes(word)) ||
    passwordNames.test(letters) ||
    (letters.length >= 7 && editDistance(letters, 'password') <= 1)
  )
}
