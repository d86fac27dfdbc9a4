import { z } from 'zod'
import { announce } from '../platform/events/live.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { GoogleError } from '../protocol/google/google-error.ts'
import { storeLastSync } from './google-settings-store.ts'
import type { Google } from './open-google.ts'
import { syncDevices } from './sync-devices.ts'

export const syncJob: JobKind<Record<string, never>> = {
  name: 'google.sync',
  payload: z.strictObject({}),
  // The next one comes soon.
  retries: 0,
}

/** How it ended is kept, for the settings page; what Google refuses is no fault of the job. */
export async function runSync(platform: Platform, google: Google, signal: AbortSignal): Promise<void> {
  const opened = await google.management(signal)
  if (!opened) return
  const { db, clock } = platform
  const keep = (ok: boolean, message: string) => storeLastSync(db, { at: clock().toISOString(), ok, message })
  try {
    const { devices } = await syncDevices(platform, opened)
    await keep(true, `${devices} devices`)
  } catch (error) {
    if (!(error instanceof GoogleError)) throw error
    await keep(false, error.message)
  }
  await db.transaction().execute((trx) => announce(trx, { topic: 'device', id: null }))
}
