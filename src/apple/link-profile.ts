import type { Trx } from '../platform/db/database.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { deleteExpiredChallenges, insertChallenge } from './challenge-store.ts'
import type { ProfileParts } from './hand-out-profile.ts'
import { signedProfile } from './profile.ts'

type Order = { deviceId: string; arrivalId: string; now: Date }

/**
 * The signed profile for a person who opened an enrollment link (apple-mdm.md 1.7, first shape). Which device installs it shows at
 * Authenticate: until then its identity is bound to the record alone.
 */
export async function linkProfile(
  trx: Trx,
  { publicUrl, authorities, topic }: ProfileParts,
  { deviceId, arrivalId, now }: Order,
): Promise<Buffer> {
  await deleteExpiredChallenges(trx, now)
  const binding = { serial: '', udid: '' }
  const challenge = await insertChallenge(trx, { deviceId, arrivalId, binding, now })
  const { organizationName: organization } = await readEnrollmentSettings(trx)
  return signedProfile(authorities, { publicUrl, organization, topic, deviceId, challenge })
}

/** Profiles that were downloaded by a link and not installed yet are good no longer. */
export async function endLinkProfiles(trx: Trx, deviceId: string): Promise<void> {
  await trx
    .deleteFrom('scep_challenge')
    .where('device_id', '=', deviceId)
    .where('udid', '=', '')
    .where('used_at', 'is', null)
    .execute()
}
