import { sql, type RawBuilder } from 'kysely'
import type { Actor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { deleteDevices } from './device-bulk.ts'

/** A query with one column, `id`, of devices. */
type Devices = RawBuilder<unknown>

/** Puts devices on the list of a bulk enrollment; answers how many were not on it. */
export async function joinBulk(trx: Trx, devices: Devices, bulkId: string, now: Date): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update device set bulk_enrollment_id = ${bulkId}, revision = revision + 1, updated_at = ${now}
    where id in (select id from (${devices}) as devices) and bulk_enrollment_id is distinct from ${bulkId}`.execute(
    trx,
  )
  return Number(numAffectedRows)
}

/** Takes devices off whichever list they are on; they stay devices. Answers how many. */
export async function leaveBulk(trx: Trx, devices: Devices, now: Date): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update device set bulk_enrollment_id = null, revision = revision + 1, updated_at = ${now}
    where id in (select id from (${devices}) as devices) and bulk_enrollment_id is not null`.execute(trx)
  return Number(numAffectedRows)
}

export type RemovedDevice = { id: string; identifier: string; serial: string | null; imei: string | null }

/**
 * Deletes devices of the query that are not enrolled, with a line in the history of each; the audit record is the caller's.
 * Answers those that were deleted.
 */
export async function removeDevices(trx: Trx, actor: Actor, devices: Devices): Promise<RemovedDevice[]> {
  const { rows } = await sql<RemovedDevice>`
    select id, identifier, serial, imei from device
    where id in (select id from (${devices}) as devices) and status <> 'enrolled' order by id for update`.execute(
    trx,
  )
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  await deleteDevices(trx, sql`select unnest(${ids}::uuid[]) as id`)
  await recordEvents(
    trx,
    rows.map(({ id, identifier, serial, imei }) => ({
      subject: { kind: 'device' as const, id },
      kind: 'device.deleted',
      actor: actor.name,
      summary: `${actor.name} deleted the device ${identifier}.`,
      facts: { identifier, serial, imei },
    })),
  )
  await announce(trx, { topic: 'device', id: null })
  return rows
}
