import { comparable, type ComparableIdentifiers } from './identifiers.ts'
import type { Candidate } from './decision.ts'

/** The identifiers that restrict check-in when a record names them (B34..B37). */
export type Restriction = 'UDID' | 'IMEI' | 'MEID' | 'Wi-Fi MAC'

export type RestrictionResult = {
  restriction: Restriction
  /** `unseen`: the device has not shown this identifier, so it is neither right nor wrong. */
  result: 'matches' | 'differs' | 'unseen'
}

type Record = Pick<Candidate, 'udid' | 'imei' | 'imei2' | 'meid' | 'wifiMac'>

/** Compares every identifier that the record names with what the device shows. A phone with two IMEIs may show either. */
export function checkRestrictions(record: Record, shown: ComparableIdentifiers): RestrictionResult[] {
  const wanted = comparable(record)
  const pairs: [Restriction, string[], string[]][] = [
    ['UDID', list(wanted.udid), list(shown.udid)],
    ['IMEI', wanted.imeis, shown.imeis],
    ['MEID', list(wanted.meid), list(shown.meid)],
    ['Wi-Fi MAC', list(wanted.wifiMac), list(shown.wifiMac)],
  ]
  return pairs
    .filter(([, required]) => required.length > 0)
    .map(([restriction, required, given]) => ({ restriction, result: compare(required, given) }))
}

const list = (value: string | undefined) => (value === undefined ? [] : [value])

function compare(required: string[], given: string[]): RestrictionResult['result'] {
  if (given.length === 0) return 'unseen'
  return given.some((value) => required.includes(value)) ? 'matches' : 'differs'
}
