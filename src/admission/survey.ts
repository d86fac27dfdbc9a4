import type { GivenCode, GivenLogin } from './answers.ts'
import { matchAndroid, type AndroidMatch } from './android-match.ts'
import type { AdmissionFacts, ArrivalClaims, Candidate, Registration } from './decision.ts'
import { wantsCode } from './judge-credential.ts'
import { fitsKey } from './key.ts'
import { comparable, trimmed, type ComparableIdentifiers } from './identifiers.ts'

/** Everything the rules look at, in one form and one order whatever the arguments looked like. */
export type Survey = {
  arrival: ArrivalClaims
  claimed: ComparableIdentifiers & { product: string | undefined }
  settings: AdmissionFacts['settings']
  now: Date
  code: GivenCode | undefined
  login: GivenLogin | undefined
  /** Records that the key and code prove. */
  proven: Candidate[]
  /** A key and code may name a record that does not bear the serial number, and can be asked for here. */
  isOpenToKeys: boolean
  /** They may, but this way has no page to ask for them. */
  isOpenElsewhere: boolean
  isKeyNeeded: boolean
  /** Records that bear the claimed serial number, or that the key and code prove. */
  withdrawn: Candidate[]
  live: Candidate[]
  /** Those of the live ones that are for a device from Apple's DEP. */
  forDep: Candidate[]
  /** Of an arrival by a link: other records that bear the serial number. */
  bearers: readonly Candidate[]
  /** The record in question, when there is only one. */
  device: Candidate | undefined
  /** How the record of an Android device was found. */
  android: AndroidMatch | undefined
  registrations: readonly Registration[]
}

export function survey(arrival: ArrivalClaims, facts: AdmissionFacts, now: Date): Survey {
  if (arrival.android) return surveyAndroid(arrival, facts, now)
  const { candidates, settings, isKeyCodeOpen = false, isKeyNeeded = false } = facts
  const claimed = { ...comparable(arrival.claimed), product: trimmed(arrival.claimed.product) }
  // A link names its record; a serial number is compared with it later.
  const bearing = candidates
    .filter(
      ({ serial }) =>
        arrival.link || (claimed.serial !== undefined && comparable({ serial }).serial === claimed.serial),
    )
    .toSorted(byIdentifier)
  const { credential } = arrival.answers ?? {}
  const code = credential?.kind === 'code' ? credential : undefined
  const login = credential?.kind === 'login' ? credential : undefined
  const pool = arrival.link ? bearing : keyPool(bearing, candidates)
  const proven = code && code.waitSeconds === undefined ? provenBy(code, pool, facts) : []
  const inUse = proven.length > 0 ? proven : bearing
  const withdrawn = inUse.filter(({ status }) => status === 'withdrawn')
  const live = inUse.filter(({ status }) => status !== 'withdrawn')
  const forDep = arrival.link ? [] : dep(live)
  const inQuestion = [forDep, live, withdrawn].find((group) => group.length > 0) ?? []
  const device = inQuestion.length === 1 ? inQuestion[0] : undefined
  const isOpen = bearing.length === 0 && isKeyCodeOpen
  return {
    arrival,
    claimed,
    settings,
    now,
    code,
    login,
    proven,
    isOpenToKeys: isOpen && arrival.answers !== undefined,
    isOpenElsewhere: isOpen && arrival.answers === undefined,
    isKeyNeeded,
    withdrawn,
    live,
    forDep,
    bearers: facts.bearers ?? [],
    device,
    android: undefined,
    registrations: [],
  }
}

/** An Android device is found by other identifiers, and by nobody's word but its own. */
function surveyAndroid(arrival: ArrivalClaims, facts: AdmissionFacts, now: Date): Survey {
  const { candidates, settings, registrations = [], withGivenCode = [] } = facts
  const { bulkId = null, serialAlone } = arrival.android ?? {}
  const android = matchAndroid(arrival.claimed, candidates, { ...settings, bulkId, serialAlone })
  const { credential } = arrival.answers ?? {}
  const code = credential?.kind === 'code' ? credential : undefined
  const withdrawn = android.found.filter(({ status }) => status === 'withdrawn')
  const live = android.found.filter(({ status }) => status !== 'withdrawn')
  const inQuestion = live.length > 0 ? live : withdrawn
  return {
    arrival,
    claimed: { ...android.claimed, product: trimmed(arrival.claimed.product) },
    settings,
    now,
    code,
    login: credential?.kind === 'login' ? credential : undefined,
    proven:
      code && code.waitSeconds === undefined
        ? live.filter(
            (record) => withGivenCode.includes(record.id) && fitsKey(record, code.key, settings.unitId),
          )
        : [],
    isOpenToKeys: false,
    isOpenElsewhere: false,
    isKeyNeeded: false,
    withdrawn,
    live,
    forDep: [],
    bearers: [],
    device: inQuestion.length === 1 ? inQuestion[0] : undefined,
    android,
    registrations,
  }
}

/**
 * The records that a key and code may prove. A serial number that names its record leaves no choice; one of a withdrawn record, or
 * of one that is not for DEP, opens nothing; otherwise also those that are restricted to no serial number.
 */
function keyPool(bearing: Candidate[], candidates: readonly Candidate[]): Candidate[] {
  const live = bearing.filter(({ status }) => status !== 'withdrawn')
  const named = live.filter(isNamedBySerial)
  if (named.length > 0) return named
  const keyed = live.filter(({ depMethod }) => depMethod === 'Keycode')
  if (bearing.length > 0 && keyed.length === 0) return []
  const free = candidates.filter(({ serial, depMethod }) => serial === null && depMethod === 'Keycode')
  return [...keyed, ...free].toSorted(byIdentifier)
}

function provenBy(
  { key }: GivenCode,
  pool: Candidate[],
  { withGivenCode = [], settings: { unitId } }: AdmissionFacts,
): Candidate[] {
  const fitting = pool.filter(
    (record) => wantsCode(record) && withGivenCode.includes(record.id) && fitsKey(record, key, unitId),
  )
  const live = fitting.filter(({ status }) => status !== 'withdrawn')
  return live.length > 0 ? live : fitting
}

/**
 * A serial number names the record when the method is Serial or the record comes from DEP; there is one such record at
 * most. Records with Key Code only restrict themselves to a serial number, and may share it (S2, S5).
 */
function dep(live: Candidate[]): Candidate[] {
  const named = live.filter(isNamedBySerial)
  return named.length > 0 ? named : live.filter(({ depMethod }) => depMethod === 'Keycode')
}

const isNamedBySerial = ({ depMethod, source }: Candidate) =>
  depMethod === 'Serial' || (source === 'dep' && !depMethod)

const byIdentifier = (a: Candidate, b: Candidate) =>
  a.identifier < b.identifier ? -1 : a.identifier > b.identifier ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
