import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import type { Candidate } from './decision.ts'
import { comparable, trimmed, type ComparableIdentifiers } from './identifiers.ts'

export type AndroidClaims = ComparableIdentifiers & { manufacturer: string | undefined }

/** How a record was found: the IMEI or MEID alone, or serial number and manufacturer together (I19); by the serial number alone where that was allowed. */
export type AndroidMatch = {
  claimed: AndroidClaims
  by: 'imei' | 'serial-manufacturer' | 'serial' | undefined
  /** The records found, withdrawn ones too, in the order of their identifiers. */
  found: Candidate[]
  /** Records that the other way would have found; the IMEI goes first. */
  others: Candidate[]
  /** Records with the serial number of another manufacturer, which is the commonest reason for no match. */
  otherManufacturer: Candidate[]
}

/**
 * I15..I20: a record fits if one of its IMEIs, or its MEID, is one of the device's; else if serial number and manufacturer both are
 * its own. With a token the records of its list are looked at before all others. `serialAlone`: an agent that names no manufacturer
 * is found by its serial number, in that list only.
 */
export function matchAndroid(
  given: ClaimedIdentifiers,
  candidates: readonly Candidate[],
  bulkId: string | null,
  serialAlone = false,
): AndroidMatch {
  const claimed = androidClaims(given)
  const listed = candidates.filter(({ bulk }) => bulkId !== null && bulk?.id === bulkId)
  const inList = matchAmong(claimed, listed)
  if (inList.found.length > 0) return inList
  if (serialAlone && claimed.manufacturer === undefined && inList.otherManufacturer.length > 0)
    return { ...inList, by: 'serial', found: inList.otherManufacturer, otherManufacturer: [] }
  return matchAmong(claimed, candidates)
}

function matchAmong(claimed: AndroidClaims, candidates: readonly Candidate[]): AndroidMatch {
  const sorted = candidates.toSorted((a, b) => (a.identifier < b.identifier ? -1 : 1))
  const byRadio = sorted.filter((record) => sharesRadioId(record, claimed))
  const bySerial = sorted.filter(
    ({ serial }) => claimed.serial !== undefined && comparable({ serial }).serial === claimed.serial,
  )
  const bySerialAndMaker = bySerial.filter(({ manufacturer }) =>
    sameMaker(manufacturer, claimed.manufacturer),
  )
  const found = byRadio.length > 0 ? byRadio : bySerialAndMaker
  return {
    claimed,
    by: found.length === 0 ? undefined : byRadio.length > 0 ? 'imei' : 'serial-manufacturer',
    found,
    others: byRadio.length > 0 ? bySerialAndMaker.filter((record) => !byRadio.includes(record)) : [],
    otherManufacturer: found.length > 0 ? [] : bySerial,
  }
}

function sharesRadioId(record: Candidate, { imeis, meid }: AndroidClaims): boolean {
  const own = comparable(record)
  return own.imeis.some((imei) => imeis.includes(imei)) || (own.meid !== undefined && own.meid === meid)
}

/** Android says "samsung" where lists say "SAMSUNG " (I20). Not by locale: a Turkish server has the same letters. */
export const makerKey = (name: string | null | undefined): string | undefined =>
  trimmed(name?.normalize('NFKC').replace(/\s+/g, ' '))?.toLowerCase()

const sameMaker = (a: string | null, b: string | undefined): boolean => {
  const [one, other] = [makerKey(a), makerKey(b)]
  return one !== undefined && one === other
}

/** What Android devices say where they have nothing to say, and numbers that thousands of cheap ones share (android.md 2.4). */
const placeholders = new Set(['UNKNOWN', 'NULL', 'N/A', 'NA', '0', '0123456789ABCDEF', '1234567890ABCDEF'])
const placeholderImeis = new Set(['00499901064000'])

const isPlaceholder = (text: string) => placeholders.has(text) || /^(.)\1+$/.test(text)

export function androidClaims(given: ClaimedIdentifiers): AndroidClaims {
  const claimed = comparable(given)
  const usable = (text: string | undefined) => (text === undefined || isPlaceholder(text) ? undefined : text)
  return {
    ...claimed,
    serial: usable(claimed.serial),
    meid: usable(claimed.meid),
    imeis: claimed.imeis.filter(
      (imei) => /^\d{14}$/.test(imei) && !isPlaceholder(imei) && !placeholderImeis.has(imei),
    ),
    manufacturer: trimmed(given.manufacturer),
  }
}
