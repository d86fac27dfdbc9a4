import type { ListQuery, Page } from '../contract/common.ts'
import type { Device, TimelineEntry } from '../contract/device.ts'
import { listEvents } from '../platform/audit/timeline.ts'
import type { Db } from '../platform/db/database.ts'
import { countRows, decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import { listDepDeviceIds } from './device-store.ts'

/** What happened to a device and to the DEP record with its serial number, newest first. */
export async function listTimeline(
  db: Db,
  { id, serial }: Pick<Device, 'id' | 'serial'>,
  { limit, cursor }: Pick<ListQuery, 'limit' | 'cursor'>,
): Promise<Page<TimelineEntry>> {
  const subjects = [id, ...(await listDepDeviceIds(db, serial))]
  const before = cursor ? decodeIdCursor(cursor).id : undefined
  const events = await listEvents(db, subjects, { limit: limit + 1, before })
  const total = await countRows(db, db.selectFrom('event').where('subject_id', 'in', subjects))
  const keyOf = (entry: TimelineEntry) => ({ key: null, id: entry.id })
  return { ...pageOf(events, limit, keyOf, (entry) => entry), total }
}
