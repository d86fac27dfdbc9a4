import { sql } from 'kysely'
import type { Device } from '../contract/device.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { Authorities } from './authority.ts'
import { findBinding } from './certificate-store.ts'
import { insertChallenge } from './challenge-store.ts'
import { lockEnrollment } from './enrollment-store.ts'
import { signedProfile } from './profile.ts'
import { attemptDays } from './renewal-rules.ts'
import { pushTopic } from './topic.ts'

type Wish = { enrollmentId: string; now: Date }

/**
 * The enrollment profile that an erased device brings along where it cannot fetch one without a person: it is not Apple's to
 * lead here, or is led to the pages of the web view (`MDMProfileData` of developer.apple.com/documentation/devicemanagement/
 * erasedevicecommand/command-data.dictionary/returntoservice-data.dictionary). Undefined where it fetches one by itself.
 * It is good for this device only, as long as a device may take to hear of its command. The caller holds the device.
 */
export const returnProfiler =
  (platform: Pick<Platform, 'publicUrl'>, authorities: () => Promise<Authorities>) =>
  async (trx: Trx, device: Device, { enrollmentId, now }: Wish): Promise<Buffer | undefined> => {
    const enrollment = await lockEnrollment(trx, enrollmentId)
    if (!enrollment || (await fetchesByItself(trx, device))) return undefined
    const { binding } = await findBinding(trx, enrollment.certificateId)
    const lifetimeMs = attemptDays * 86_400_000
    const wish = { deviceId: device.id, arrivalId: null, binding, lifetimeMs, now }
    const challenge = await insertChallenge(trx, wish)
    const { organizationName: organization } = await readEnrollmentSettings(trx)
    return signedProfile(await authorities(), {
      publicUrl: platform.publicUrl(),
      organization,
      topic: await pushTopic(trx),
      deviceId: device.id,
      challenge,
    })
  }

async function fetchesByItself(db: Db, { serial }: Device): Promise<boolean> {
  const { rows } = await sql<{ plain: boolean }>`
    select coalesce(p.fields ->> 'configurationWebUrl', '') = '' as plain
    from dep_device d join dep_profile p on p.account_id = d.account_id and p.uuid = d.profile_uuid
    where d.serial = ${serial} and d.gone_since is null
    order by d.updated_at desc limit 1`.execute(db)
  return rows[0]?.plain ?? false
}
