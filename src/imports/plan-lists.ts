import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { addProblems, type PlanContext } from './plan-work.ts'

/**
 * A device is on one list, since its token and its custom attributes come from there: a row that means a device of another bulk
 * enrollment is a conflict, unless the upload asks to move such devices.
 */
export async function refuseOtherLists(trx: Trx, { target, moveFromOtherLists }: PlanContext) {
  if (!target || moveFromOtherLists) return
  await addProblems(
    trx,
    { column: '', code: 'device.in-other-list' },
    sql`select w.line, 'The row means the device ' || d.identifier || ', which is on the list of "' || b.name
          || ${`", and this file is for "${target.name}". Remove the row, take the device off the other list, or upload the file again so that it moves devices that are on another list (moveFromOtherLists)`} as message
        from import_work w
          join device d on d.id = w.device_id
          join bulk_enrollment b on b.id = d.bulk_enrollment_id
        where not w.rejected and b.id <> ${target.id}`,
  )
}
