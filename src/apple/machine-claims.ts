import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import { CmsError } from '../protocol/cms/cms-error.ts'
import { verifySignedData } from '../protocol/cms/verify-signed-data.ts'
import type { TrustAnchor } from '../protocol/mdm/apple-device-ca.ts'
import { MachineInfoError, verifyMachineInfo } from '../protocol/mdm/machine-info.ts'
import { isDict, parsePlist, PlistError, type PlistValue } from '../protocol/plist/plist.ts'
import { storable } from '../platform/db/storable.ts'

export type Claims = {
  claimed: ClaimedIdentifiers
  verified: boolean
  /** What the device speaks with its user, as it says. */
  language?: string | undefined
}

/**
 * What a device says of itself. A message that is whole but signed by a stranger is an arrival like any other, to be refused
 * and kept with what it claims; one that is damaged is nobody's. @throws {MachineInfoError}
 */
export function readClaims(bytes: Buffer, anchors: readonly TrustAnchor[]): Claims {
  try {
    const info = verifyMachineInfo(bytes, anchors)
    const { serial, udid, imei, meid, product, osVersion, language } = info
    return {
      claimed: allStorable({ serial, udid, imei, meid, product, osVersion }),
      verified: true,
      language,
    }
  } catch (error) {
    if (!(error instanceof MachineInfoError) || error.reason !== 'untrusted-signer') throw error
    return { claimed: strangersClaims(bytes), verified: false }
  }
}

/** Helps whoever looks for a device by its serial number; proves nothing. */
function strangersClaims(bytes: Buffer): ClaimedIdentifiers {
  try {
    const message = parsePlist(verifySignedData(bytes).content, { maxBytes: 64 * 1024 })
    const text = (value: PlistValue | undefined) => (typeof value === 'string' ? value : undefined)
    if (!isDict(message)) return {}
    const { SERIAL: serial, UDID: udid, PRODUCT: product } = message
    return allStorable({ serial: text(serial), udid: text(udid), product: text(product) })
  } catch (error) {
    if (error instanceof CmsError || error instanceof PlistError) return {}
    throw error
  }
}

const allStorable = (claims: Record<string, string | undefined>): ClaimedIdentifiers =>
  Object.fromEntries(
    Object.entries(claims).flatMap(([name, value]) => (value === undefined ? [] : [[name, storable(value)]])),
  )
