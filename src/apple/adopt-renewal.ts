import { noteDeviceChange } from '../devices/change-notes.ts'
import type { Device } from '../contract/device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Caller } from './caller.ts'
import { revokeCertificate, revokeRenewed } from './certificate-store.ts'
import { deleteRenewalChallenges } from './challenge-store.ts'
import { setCertificate, type Enrollment } from './enrollment-store.ts'
import { deleteRenewal } from './renewal-store.ts'

export type Adoption = {
  device: Pick<Device, 'id' | 'identifier'>
  enrollment: Enrollment
  caller: Caller
  actor: Actor
  now: Date
}

/**
 * The enrollment goes on with the certificate that the device has used just now; its queue and everything else stay
 * (apple-mdm.md 8, "own renewal"). The earlier certificate is worth nothing from here. The caller holds device and enrollment;
 * writes the audit record: call it last in the transaction.
 */
export async function adoptRenewal(trx: Trx, adoption: Adoption): Promise<void> {
  const { device, enrollment, caller, actor, now } = adoption
  const { certificateId, notAfter } = caller
  await setCertificate(trx, enrollment.id, certificateId)
  await revokeCertificate(trx, enrollment.certificateId, now)
  await revokeRenewed(trx, { enrollmentId: enrollment.id, except: certificateId }, now)
  await deleteRenewalChallenges(trx, enrollment.id)
  await deleteRenewal(trx, enrollment.id)
  const expiresAt = notAfter.toISOString()
  await noteDeviceChange(trx, actor, {
    device,
    action: 'certificate.renewed',
    summary: `The device has renewed its certificate; the new one is good until ${expiresAt.slice(0, 10)}.`,
    facts: { expiresAt },
  })
}
