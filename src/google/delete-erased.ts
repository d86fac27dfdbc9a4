import type { Platform } from '../platform/platform.ts'
import { GoogleError } from '../protocol/google/google-error.ts'
import { listErased, type Erased } from './google-command-store.ts'
import { ignoringMissing } from './ignoring-missing.ts'
import type { Management } from './open-google.ts'
import { endGone } from './sync-devices.ts'

const mostAtOnce = 100

/** What an erased device leaves at Google is deleted, so that it does not come in again. */
export async function deleteErased(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  { api }: Management,
): Promise<void> {
  try {
    for (const erased of await listErased(db, mostAtOnce)) {
      await ignoringMissing(() => deleteOne(api, erased))
      await endGone({ db, clock }, { name: erased.name, deviceId: null })
    }
  } catch (error) {
    // It is tried again with the next run.
    if (!(error instanceof GoogleError)) throw error
  }
}

/** Deleting erases. A device that was set up again has another name by Google's documentation; nothing is left to that. */
async function deleteOne(api: Management['api'], { name, erasedAt }: Erased): Promise<void> {
  const { enrollmentTime } = await api.getDevice(name)
  if (!(Date.parse(enrollmentTime ?? '') > Date.parse(erasedAt))) await api.deleteDevice(name)
}
