import type { Device } from '../contract/device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { Authorities } from './authority.ts'
import { lockEnrollment } from './enrollment-store.ts'
import { queueRenewal, renewalKey } from './queue-renewal.ts'

type Wish = { actor: Actor; enrollmentId: string; now: Date }

/**
 * Gives an enrolled device its profile again because somebody wants it, with a new certificate, as at a renewal. Gives the key of
 * the command. The caller holds the device; writes the audit record: call it last in the transaction.
 */
export const reinstaller =
  (platform: Platform, authorities: () => Promise<Authorities>) =>
  async (trx: Trx, device: Device, { actor, enrollmentId, now }: Wish): Promise<string> => {
    const enrollment = await lockEnrollment(trx, enrollmentId)
    if (enrollment?.state !== 'active')
      throw new Problem('command.not-enrolled', { identifier: device.identifier })
    const { organizationName: organization } = await readEnrollmentSettings(trx)
    const order = { platform, authorities: await authorities(), organization, device, enrollment, actor, now }
    await queueRenewal(trx, order)
    return renewalKey
  }
