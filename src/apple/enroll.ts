import { receiveArrival, type ReceivedArrival } from '../admission/receive-arrival.ts'
import type { Platform } from '../platform/platform.ts'
import type { TrustAnchor } from '../protocol/mdm/apple-device-ca.ts'
import type { Authorities } from './authority.ts'
import { handOutProfile, profileParts } from './hand-out-profile.ts'
import { readClaims } from './machine-claims.ts'

export type EnrollOptions = { anchors: readonly TrustAnchor[]; authorities: () => Promise<Authorities> }
export type Arriving = { bytes: Buffer; address: string | null }
export type Enrolled = { profile: Buffer } | { refused: ReceivedArrival }

/** A device asks for its profile: verify, decide, keep the arrival, and hand out the profile or the reason. */
export async function enroll(
  platform: Platform,
  options: EnrollOptions,
  { bytes, address }: Arriving,
): Promise<Enrolled> {
  const { claimed, verified } = readClaims(bytes, options.anchors)
  const parts = await profileParts(platform, options.authorities)
  return platform.db.transaction().execute(async (trx) => {
    const now = platform.clock()
    const arrival = await receiveArrival(trx, { channel: 'ade', claimed, verified }, { address, now })
    const profile = await handOutProfile(trx, parts, { arrival, claimed, now })
    return profile ? { profile } : { refused: arrival }
  })
}
