import { sql } from 'kysely'
import { z } from 'zod'
import { endWaiting, open } from '../commands/command-store.ts'
import { partingKey, queueForDevice } from '../commands/queue-commands.ts'
import { lockDevice } from '../devices/device-store.ts'
import { noteDeviceChange } from '../devices/change-notes.ts'
import { systemActor } from '../platform/audit/actor.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { removeProfile } from '../protocol/mdm/profile-commands.ts'
import { lockEnrollment } from './enrollment-store.ts'
import { profileIdentifier } from './profile.ts'

export const PartWithWithdrawn: JobKind<Record<string, never>> = {
  name: 'enrollment.part',
  payload: z.strictObject({}),
}

const mostAtOnce = 500

type Parting = { enrollmentId: string; deviceId: string }

/**
 * A device that was withdrawn is still managed: it is told to remove its enrollment profile, and gets nothing else from then on.
 * By whichever way it was withdrawn, it is found by its state. Gives how many were told.
 */
export async function partWithWithdrawn(platform: Platform): Promise<number> {
  const found = await listParting(platform.db)
  for (const one of found) await tellToPart(platform, one)
  return found.length
}

async function listParting(db: Db): Promise<Parting[]> {
  const { rows } = await sql<Parting>`
    select e.id as "enrollmentId", d.id as "deviceId"
    from device d join enrollment e on e.device_id = d.id and e.state = 'active'
    where d.status = 'withdrawn'
      and not exists (select from command c where c.enrollment_id = e.id and c.key = ${partingKey})
    limit ${mostAtOnce}`.execute(db)
  return rows
}

/** What else waits for the device is not sent. Gives whether it has something to be told; a device that has been told is not told again. */
export function tellToPart(
  { db, secrets, clock }: Platform,
  { enrollmentId, deviceId }: Parting,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const record = await lockDevice(trx, deviceId, now)
    const enrollment = await lockEnrollment(trx, enrollmentId)
    if (record?.device.status !== 'withdrawn' || enrollment?.state !== 'active') return false
    const told = await findToldState(trx, enrollmentId)
    if (told) return isOpen(told)
    await endWaiting(trx, { enrollmentId }, { state: 'cancelled', now })
    const options = { secrets, actor: systemActor, now, key: partingKey, told: true }
    await queueForDevice(trx, deviceId, [removeProfile(profileIdentifier)], options)
    await noteDeviceChange(trx, systemActor, {
      device: record.device,
      action: 'device.parting',
      summary: 'The device was withdrawn: it is told to remove its enrollment profile.',
    })
    return true
  })
}

const isOpen = (state: string) => (open as readonly string[]).includes(state)

async function findToldState(trx: Trx, enrollmentId: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('command')
    .select('state')
    .where('enrollment_id', '=', enrollmentId)
    .where('key', '=', partingKey)
    .executeTakeFirst()
  return row?.state
}
