import { receiveArrival, type ReceivedArrival } from '../admission/receive-arrival.ts'
import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { TrustAnchor } from '../protocol/mdm/apple-device-ca.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { Authorities } from './authority.ts'
import { deleteExpiredChallenges, insertChallenge } from './challenge-store.ts'
import { readClaims } from './machine-claims.ts'
import { signedProfile } from './profile.ts'
import { pushTopic } from './topic.ts'

export type EnrollOptions = { anchors: readonly TrustAnchor[]; authorities: () => Promise<Authorities> }
export type Arriving = { bytes: Buffer; address: string | null }
export type Enrolled = { profile: Buffer } | { refused: ReceivedArrival }

/** A device asks for its profile: verify, decide, keep the arrival, and hand out the profile or the reason. */
export async function enroll(
  platform: Platform,
  options: EnrollOptions,
  arriving: Arriving,
): Promise<Enrolled> {
  const { claimed, verified } = readClaims(arriving.bytes, options.anchors)
  // Made outside of the transaction, which would hold its locks while a key is generated.
  const authorities = await options.authorities()
  const topic = await pushTopic(platform.db)
  return platform.db.transaction().execute(async (trx) => {
    const now = platform.clock()
    const { address } = arriving
    const arrival = await receiveArrival(trx, { channel: 'ade', claimed, verified }, { address, now })
    const { outcome, device } = arrival.decision
    if (outcome !== 'admit' || !device) return { refused: arrival }
    const { organizationName: organization } = await readEnrollmentSettings(trx)
    const challenge = await newChallenge(trx, { deviceId: device.id, arrivalId: arrival.id, claimed, now })
    const publicUrl = platform.publicUrl()
    return {
      profile: signedProfile(authorities, { publicUrl, organization, topic, deviceId: device.id, challenge }),
    }
  })
}

type ChallengeOrder = { deviceId: string; arrivalId: string; claimed: ClaimedIdentifiers; now: Date }

async function newChallenge(trx: Trx, { deviceId, arrivalId, claimed, now }: ChallengeOrder) {
  await deleteExpiredChallenges(trx, now)
  const binding = { serial: claimed.serial ?? '', udid: claimed.udid ?? '' }
  return insertChallenge(trx, { deviceId, arrivalId, binding, now })
}
