import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import { aliasesOf, makerOf, type MakerAliases } from '../contract/manufacturer.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import type { Candidate } from './decision.ts'
import { comparable, trimmed, type ComparableIdentifiers } from './identifiers.ts'

export type AndroidClaims = ComparableIdentifiers & {
  manufacturer: string | undefined
  brand: string | undefined
}

/**
 * How a record was found: the IMEI or MEID alone, or serial number and manufacturer together (I19); by the brand in place of the
 * manufacturer, or by the serial number alone, where that was allowed; by the serial number of a record that names no manufacturer.
 */
export type AndroidMatch = {
  claimed: AndroidClaims
  by: 'imei' | 'serial-manufacturer' | 'serial-brand' | 'serial' | 'serial-of-record' | undefined
  /** The records found, withdrawn ones too, in the order of their identifiers. */
  found: Candidate[]
  /** Records that the other way would have found; the IMEI goes first. */
  others: Candidate[]
  /** Records with the serial number of another manufacturer, which is the commonest reason for no match. */
  otherManufacturer: Candidate[]
}

export type MatchOptions = Pick<EnrollmentSettings, 'androidBrandAccepted' | 'manufacturerAliases'> & {
  /** The list whose token the device brings. */
  bulkId: string | null
  /** An agent that names no manufacturer is found by its serial number, in that list only. */
  serialAlone?: boolean | undefined
}

/**
 * I15..I20: a record fits if one of its IMEIs, or its MEID, is one of the device's; else if serial number and manufacturer both are
 * its own. H4, H17, B63: a record on no list that names no manufacturer asks for none. With a token the records of its list are looked
 * at before all others. Only when none fits, the brand is tried.
 */
export function matchAndroid(
  given: ClaimedIdentifiers,
  candidates: readonly Candidate[],
  { bulkId, serialAlone = false, androidBrandAccepted, manufacturerAliases }: MatchOptions,
): AndroidMatch {
  const claimed = androidClaims(given)
  const aliases = aliasesOf(manufacturerAliases)
  const listed = candidates.filter(({ bulk }) => bulkId !== null && bulk?.id === bulkId)
  const inList = matchAmong(claimed, listed, aliases)
  if (inList.found.length > 0) return inList
  if (serialAlone && claimed.manufacturer === undefined && inList.otherManufacturer.length > 0)
    return { ...inList, by: 'serial', found: inList.otherManufacturer, otherManufacturer: [] }
  const anywhere = matchAmong(claimed, candidates, aliases)
  if (anywhere.found.length > 0 || !androidBrandAccepted) return anywhere
  return byBrand(inList, aliases) ?? byBrand(anywhere, aliases) ?? anywhere
}

function byBrand(match: AndroidMatch, aliases: MakerAliases): AndroidMatch | undefined {
  const isBrand = sameMaker(match.claimed.brand, aliases)
  const found = match.otherManufacturer.filter(isBrand)
  return found.length === 0 ? undefined : { ...match, by: 'serial-brand', found, otherManufacturer: [] }
}

function matchAmong(
  claimed: AndroidClaims,
  candidates: readonly Candidate[],
  aliases: MakerAliases,
): AndroidMatch {
  const sorted = candidates.toSorted((a, b) => (a.identifier < b.identifier ? -1 : 1))
  const byRadio = sorted.filter((record) => sharesRadioId(record, claimed))
  const bySerial = sorted.filter(
    ({ serial }) => claimed.serial !== undefined && comparable({ serial }).serial === claimed.serial,
  )
  const bySerialAndMaker = bySerial.filter(sameMaker(claimed.manufacturer, aliases))
  const ways = [
    { by: 'imei', found: byRadio },
    { by: 'serial-manufacturer', found: bySerialAndMaker },
    { by: 'serial-of-record', found: bySerial.filter(asksForNoMaker) },
  ] as const
  const { by, found } = ways.find((way) => way.found.length > 0) ?? { by: undefined, found: [] }
  return {
    claimed,
    by,
    found,
    others: byRadio.length > 0 ? bySerialAndMaker.filter((record) => !byRadio.includes(record)) : [],
    otherManufacturer: found.length > 0 ? [] : bySerial,
  }
}

/** The lists of bulk enrollments have a manufacturer beside each serial number (I9); other lists of serial numbers have none (H12). */
const asksForNoMaker = ({ bulk, manufacturer }: Candidate): boolean =>
  bulk === null && trimmed(manufacturer) === undefined

function sharesRadioId(record: Candidate, { imeis, meid }: AndroidClaims): boolean {
  const own = comparable(record)
  return own.imeis.some((imei) => imeis.includes(imei)) || (own.meid !== undefined && own.meid === meid)
}

export const sameMaker =
  (name: string | undefined, aliases: MakerAliases) =>
  ({ manufacturer }: Pick<Candidate, 'manufacturer'>): boolean => {
    const maker = makerOf(name, aliases)
    return maker !== undefined && maker === makerOf(manufacturer, aliases)
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
    brand: trimmed(given.brand),
  }
}
