import { giveUp } from '../commands/out-of-turn.ts'
import { queueForDevice } from '../commands/queue-commands.ts'
import type { Device } from '../contract/device.ts'
import { noteDeviceChange } from '../devices/change-notes.ts'
import { systemActor, type Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { installProfile } from '../protocol/mdm/profile-commands.ts'
import type { Authorities } from './authority.ts'
import { findBinding } from './certificate-store.ts'
import { deleteRenewalChallenges, insertChallenge } from './challenge-store.ts'
import type { Enrollment } from './enrollment-store.ts'
import { signedProfile } from './profile.ts'
import { attemptDays } from './renewal-rules.ts'
import { findRenewal, storeAttempt } from './renewal-store.ts'

export type RenewalOrder = {
  platform: Pick<Platform, 'secrets' | 'publicUrl'>
  authorities: Authorities
  organization: string
  device: Pick<Device, 'id' | 'identifier'>
  enrollment: Enrollment
  /** Who wants it; Muster itself unless given. */
  actor?: Actor
  now: Date
}

export const renewalKey = 'certificate.renewal'

/**
 * Gives the device its profile again, with the same identifiers and a fresh identity, so that it asks for a new certificate
 * (apple-mdm.md 2.4, 3.7). An attempt before it is over with that. Gives the id of the command. The caller holds device and
 * enrollment; writes the audit record: call it last in the transaction.
 */
export async function queueRenewal(trx: Trx, order: RenewalOrder): Promise<string> {
  const { platform, device, enrollment, actor = systemActor, now } = order
  const { id: enrollmentId, certificateId } = enrollment
  const { notAfter } = await findBinding(trx, certificateId)
  const earlier = await findRenewal(trx, enrollmentId)
  if (earlier) await giveUp(trx, earlier.commandId, now)
  const profile = await freshProfile(trx, order)
  const options = { secrets: platform.secrets, actor, now, key: renewalKey, told: false }
  const [commandId] = (await queueForDevice(trx, device.id, [installProfile(profile)], options)) ?? []
  if (!commandId) throw new Error('The enrollment is locked and yet not active')
  const attempts = (earlier?.attempts ?? 0) + 1
  await storeAttempt(trx, { enrollmentId, certificateId, commandId, attempts, now })
  const again = attempts > 1 ? ` (attempt ${attempts})` : ''
  await noteDeviceChange(trx, actor, {
    device,
    action: 'certificate.renewal-asked',
    summary: `${actor.name} asked the device to renew its certificate, which ends on ${notAfter.slice(0, 10)}${again}.`,
    facts: { expiresAt: notAfter, attempts },
  })
  return commandId
}

async function freshProfile(trx: Trx, order: RenewalOrder): Promise<Buffer> {
  const { platform, authorities, organization, device, enrollment, now } = order
  const { id: enrollmentId, certificateId, topic } = enrollment
  const { binding } = await findBinding(trx, certificateId)
  await deleteRenewalChallenges(trx, enrollmentId)
  const lifetimeMs = attemptDays * 86_400_000
  const renewal = { deviceId: device.id, arrivalId: null, binding, enrollmentId, lifetimeMs, now }
  const challenge = await insertChallenge(trx, renewal)
  const publicUrl = platform.publicUrl()
  return signedProfile(authorities, { publicUrl, organization, topic, deviceId: device.id, challenge })
}
