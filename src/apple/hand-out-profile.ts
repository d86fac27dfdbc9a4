import type { ReceivedArrival } from '../admission/receive-arrival.ts'
import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { Authorities } from './authority.ts'
import { deleteExpiredChallenges, insertChallenge } from './challenge-store.ts'
import { signedProfile } from './profile.ts'
import { pushTopic } from './topic.ts'

/** What a profile needs beside the arrival. Made outside of the transaction, which would hold its locks while a key is generated. */
export type ProfileParts = { publicUrl: string; authorities: Authorities; topic: string }

export const profileParts = async (
  platform: Platform,
  authorities: () => Promise<Authorities>,
): Promise<ProfileParts> => ({
  publicUrl: platform.publicUrl(),
  authorities: await authorities(),
  topic: await pushTopic(platform.db),
})

type Order = { arrival: ReceivedArrival; claimed: ClaimedIdentifiers; now: Date }

/** The signed profile for a device that was admitted; undefined for one that was not. */
export async function handOutProfile(
  trx: Trx,
  { publicUrl, authorities, topic }: ProfileParts,
  { arrival, claimed, now }: Order,
): Promise<Buffer | undefined> {
  const { outcome, device } = arrival.decision
  if (outcome !== 'admit' || !device) return undefined
  await deleteExpiredChallenges(trx, now)
  const binding = { serial: claimed.serial ?? '', udid: claimed.udid ?? '' }
  const challenge = await insertChallenge(trx, { deviceId: device.id, arrivalId: arrival.id, binding, now })
  const { organizationName: organization } = await readEnrollmentSettings(trx)
  return signedProfile(authorities, { publicUrl, organization, topic, deviceId: device.id, challenge })
}
