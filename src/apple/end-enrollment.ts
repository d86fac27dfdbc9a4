import { endEnrollment as endOnDevice, type EndReason } from '../devices/enroll-device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import { forgetAllDelivered } from '../policies/delivery-store.ts'
import { revokeCertificate, revokeRenewed } from './certificate-store.ts'
import { setEnded, type Enrollment } from './enrollment-store.ts'

export type End = { reason: EndReason; actor: Actor; now: Date }

/**
 * Ends an enrollment that is locked, with its queue and its certificate: to come back, the device must arrive again.
 * Writes the audit record: call it last in the transaction.
 */
export async function endEnrollment(
  trx: Trx,
  enrollment: Enrollment,
  { reason, actor, now }: End,
): Promise<void> {
  await setEnded(trx, enrollment.id, { reason, now })
  await revokeCertificate(trx, enrollment.certificateId, now)
  await revokeRenewed(trx, { enrollmentId: enrollment.id }, now)
  if (enrollment.state !== 'active') return
  await forgetAllDelivered(trx, enrollment.deviceId)
  await endOnDevice(trx, { id: enrollment.deviceId }, { at: now, actor, reason })
}
