import type { AdmissionFacts, ArrivalClaims, Candidate } from './decision.ts'
import { comparable, trimmed, type ComparableIdentifiers } from './identifiers.ts'

/** Everything the rules look at, in one form and one order whatever the arguments looked like. */
export type Survey = {
  arrival: ArrivalClaims
  claimed: ComparableIdentifiers & { product: string | undefined }
  settings: AdmissionFacts['settings']
  now: Date
  /** Records that bear the claimed serial number. */
  withdrawn: Candidate[]
  live: Candidate[]
  /** Those of the live ones that are for a device from Apple's DEP. */
  forDep: Candidate[]
  /** The record in question, when there is only one. */
  device: Candidate | undefined
}

export function survey(arrival: ArrivalClaims, { candidates, settings }: AdmissionFacts, now: Date): Survey {
  const claimed = { ...comparable(arrival.claimed), product: trimmed(arrival.claimed.product) }
  const bearing = candidates
    .filter(({ serial }) => claimed.serial !== undefined && comparable({ serial }).serial === claimed.serial)
    .toSorted(byIdentifier)
  const withdrawn = bearing.filter(({ status }) => status === 'withdrawn')
  const live = bearing.filter(({ status }) => status !== 'withdrawn')
  const forDep = dep(live)
  const inQuestion = [forDep, live, withdrawn].find((group) => group.length > 0) ?? []
  const device = inQuestion.length === 1 ? inQuestion[0] : undefined
  return { arrival, claimed, settings, now, withdrawn, live, forDep, device }
}

/**
 * A serial number names the record when the method is Serial or the record comes from DEP; there is one such record at
 * most. Records with Key Code only restrict themselves to a serial number, and may share it (S2, S5).
 */
function dep(live: Candidate[]): Candidate[] {
  const named = live.filter(
    ({ depMethod, source }) => depMethod === 'Serial' || (source === 'dep' && !depMethod),
  )
  return named.length > 0 ? named : live.filter(({ depMethod }) => depMethod === 'Keycode')
}

const byIdentifier = (a: Candidate, b: Candidate) =>
  a.identifier < b.identifier ? -1 : a.identifier > b.identifier ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
