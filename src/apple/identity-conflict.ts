import { holdDevice } from '../devices/device-store.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Enrollment } from './enrollment-store.ts'

/**
 * Two records have enrolled with one UDID: a logic board moved, a Mac was set up from a copy of another, or a virtual machine
 * was cloned (apple-mdm.md 8). The newest enrollment goes on, since its identity was issued for this serial number just now;
 * people are told in both timelines. The caller holds the device of the enrollment.
 */
export async function noteConflict(
  trx: Trx,
  { enrollment, other }: { enrollment: Enrollment; other: Enrollment },
): Promise<void> {
  await holdDevice(trx, other.deviceId)
  const pairs: [Enrollment, Enrollment, string][] = [
    [enrollment, other, 'This device enrolled with a UDID that another record was enrolled with.'],
    [other, enrollment, 'Another record enrolled with the UDID of this device.'],
  ]
  for (const [one, another, summary] of pairs) {
    await recordEvents(trx, [
      {
        subject: { kind: 'device', id: one.deviceId },
        kind: 'identity.conflict',
        actor: 'device',
        summary: `${summary} One of the two may be a copy of the other.`,
        facts: { udid: enrollment.udid, otherDeviceId: another.deviceId },
      },
    ])
    await announce(trx, { topic: 'device', id: one.deviceId })
  }
}
