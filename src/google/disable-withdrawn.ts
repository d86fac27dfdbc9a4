import { noteDeviceChange } from '../devices/change-notes.ts'
import { findDeviceById } from '../devices/device-store.ts'
import { systemActor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { insertGoogleCommand, listToDisable, type Withdrawn } from './google-command-store.ts'

const mostAtOnce = 500

/**
 * A device that was withdrawn is still managed by Google, and Google ends that only by erasing it. So it is disabled: nobody can use
 * it, and nothing on it is lost. By whichever way it was withdrawn, it is found by its state.
 */
export async function disableWithdrawn(platform: Pick<Platform, 'db' | 'clock'>): Promise<void> {
  for (const found of await listToDisable(platform.db, mostAtOnce)) await queueDisabling(platform, found)
}

function queueDisabling({ db, clock }: Pick<Platform, 'db' | 'clock'>, { name, deviceId }: Withdrawn) {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const isNew = await insertGoogleCommand(trx, {
      id: uuidv7(),
      name,
      deviceId,
      kind: 'disable',
      requestedBy: systemActor.name,
      now,
      giveUpAt: null,
    })
    const record = deviceId === null ? undefined : await findDeviceById(trx, deviceId, now)
    if (!isNew || !record) return
    await noteDeviceChange(trx, systemActor, {
      device: record.device,
      action: 'device.parting',
      summary: 'The device was withdrawn: Google is told to disable it.',
      facts: { name },
    })
  })
}
