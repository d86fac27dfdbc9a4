import type { GoogleWays } from '../contract/google.ts'
import type { Db } from '../platform/db/database.ts'
import { isUnderWay } from '../platform/jobs/under-way.ts'
import { loadGoogleSettings, loadLastSync } from './google-settings-store.ts'
import { syncJob } from './run-sync.ts'

export async function readGoogleWays(db: Db): Promise<GoogleWays> {
  const { keySealed, enterprise, zeroTouchCustomer } = await loadGoogleSettings(db)
  return {
    management: keySealed !== null && enterprise !== '',
    zeroTouch: keySealed !== null && zeroTouchCustomer !== '',
    reading: await isUnderWay(db, syncJob.name),
    // Read last: who sees that reading has ended sees how.
    lastSync: await loadLastSync(db),
  }
}
