import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import { meidInHex } from '../contract/device.ts'

/** Identifiers in the one form in which they are compared. What is absent or blank is not there. */
export type ComparableIdentifiers = {
  serial: string | undefined
  udid: string | undefined
  /** The first 14 digits of each: the 15th is a check digit that some sources leave out, the 16 of an IMEISV end in a version. */
  imeis: string[]
  meid: string | undefined
  wifiMac: string | undefined
}

type Source = Pick<ClaimedIdentifiers, 'serial' | 'udid' | 'imei' | 'imei2' | 'meid' | 'wifiMac'>

export function comparable({ serial, udid, imei, imei2, meid, wifiMac }: Source): ComparableIdentifiers {
  return {
    serial: upper(serial),
    udid: upper(udid),
    imeis: [imeiBody(imei), imeiBody(imei2)].filter((body) => body !== undefined).sort(),
    meid: meidBody(meid),
    wifiMac: bare(wifiMac)?.toLowerCase(),
  }
}

/** A text without surrounding blanks; undefined when nothing is left. */
export const trimmed = (text: string | null | undefined): string | undefined => text?.trim() || undefined

const upper = (text: string | null | undefined) => trimmed(text)?.toUpperCase()
const bare = (text: string | null | undefined) => text?.replace(/[\s:.-]/g, '') || undefined
const imeiBody = (imei: string | null | undefined) => bare(imei)?.slice(0, 14).toWellFormed()

/** Hexadecimal without its check digit. */
const meidBody = (meid: string | null | undefined) => {
  const text = bare(meid)
  return text && meidInHex(text).slice(0, 14).toWellFormed()
}
