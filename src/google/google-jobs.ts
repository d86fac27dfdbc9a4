import type { Platform } from '../platform/platform.ts'
import { openGoogle } from './open-google.ts'
import { runSync, syncJob } from './run-sync.ts'
import type { GoogleUrls } from './google-urls.ts'

/** Every quarter of an hour, when it is set up. */
export function registerGoogleJobs(platform: Platform, urls: GoogleUrls): void {
  const google = openGoogle(platform, urls)
  platform.jobs.register(syncJob, (_payload, { signal }) => runSync(platform, google, signal))
  platform.jobs.registerSchedule(syncJob, '*/15 * * * *', {})
}
