import { sql } from 'kysely'
import { leaveBulk, removeDevices } from '../../devices/bulk-membership.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { lockOrRefuse, noteBulk, type BulkPlatform, type Expect } from './change-bulk-enrollments.ts'
import { deleteBulkRow } from './bulk-enrollment-store.ts'

/** What happens to devices that have not enrolled; those that have stay in any case. */
export type DevicesThen = 'keep' | 'delete'

/** I40. Devices that stay are devices like others, without a bulk enrollment. */
export function removeBulk(
  { db, clock }: BulkPlatform,
  actor: Actor,
  id: string,
  { devices, expect }: { devices: DevicesThen; expect: Expect },
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const current = await lockOrRefuse(trx, id, clock())
    expect(current)
    const listed = sql`select id from device where bulk_enrollment_id = ${id}`
    const deleted = devices === 'delete' ? (await removeDevices(trx, actor, listed)).length : 0
    const kept = await leaveBulk(trx, listed, clock())
    await deleteBulkRow(trx, id)
    const { name, description, userName, deviceCount } = current.bulk
    await noteBulk(trx, actor, current.bulk, {
      happening: 'deleted',
      before: { name, description, userName, deviceCount },
      after: { deleted, kept },
    })
  })
}
