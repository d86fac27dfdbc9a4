import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import { makerKey } from '../contract/manufacturer.ts'
import { androidClaims } from './android-match.ts'

/**
 * How an arrival compares with the phone that is enrolled. `only-number`: the one number that either has said agrees, which another
 * phone could say as well. `says-less`: it leaves out what would tell. `says-more`: what it adds cannot be compared yet.
 */
export type Likeness = 'same' | 'only-number' | 'says-less' | 'says-more' | 'differs'

type Said = {
  imeis: ReadonlySet<string>
  meids: ReadonlySet<string>
  serials: ReadonlySet<string>
  makers: ReadonlySet<string>
}

/** `enrolled`: all that the enrolled phone has said, when it enrolled and since. A maker's name contradicts and proves nothing. */
export function likenessOf(claimed: ClaimedIdentifiers, enrolled: readonly ClaimedIdentifiers[]): Likeness {
  const [shown, known] = [saidBy([claimed]), saidBy(enrolled)]
  if (differ(shown, known)) return 'differs'
  const [numbers, knownNumbers] = [numbersOf(shown), numbersOf(known)]
  const agreeing = [...numbers].filter((number) => knownNumbers.has(number)).length
  const leavesSerialOut = known.serials.size > 0 && shown.serials.size === 0
  if (leavesSerialOut || agreeing < Math.min(2, Math.max(1, knownNumbers.size))) return 'says-less'
  if (agreeing > 1) return 'same'
  return numbers.size > 1 ? 'says-more' : 'only-number'
}

function saidBy(all: readonly ClaimedIdentifiers[]): Said {
  const claims = all.map(androidClaims)
  const present = (values: (string | undefined)[]) => new Set(values.filter((value) => value !== undefined))
  return {
    imeis: new Set(claims.flatMap(({ imeis }) => imeis)),
    meids: present(claims.map(({ meid }) => meid)),
    serials: present(claims.map(({ serial }) => serial)),
    makers: present(claims.map(({ manufacturer }) => makerKey(manufacturer))),
  }
}

const differ = (one: Said, other: Said): boolean =>
  (['imeis', 'meids', 'serials', 'makers'] as const).some(
    (kind) =>
      one[kind].size > 0 && other[kind].size > 0 && ![...one[kind]].some((number) => other[kind].has(number)),
  )

/** A serial number may look like an IMEI. */
const numbersOf = ({ imeis, meids, serials }: Said): Set<string> =>
  new Set([
    ...Array.from(imeis, (imei) => `imei ${imei}`),
    ...Array.from(meids, (meid) => `meid ${meid}`),
    ...Array.from(serials, (serial) => `serial ${serial}`),
  ])
