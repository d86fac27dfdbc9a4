import type { Platform } from '../platform/platform.ts'
import { openGoogle } from './open-google.ts'
import { commandJob } from './command-job.ts'
import { runCommands } from './run-commands.ts'
import { runSync, syncJob } from './run-sync.ts'
import type { GoogleUrls } from './google-urls.ts'

/** Devices are read every quarter of an hour, and what is due at Google is done every minute, when it is set up. */
export function registerGoogleJobs(platform: Platform, urls: GoogleUrls): void {
  const google = openGoogle(platform, urls)
  platform.jobs.register(syncJob, (_payload, { signal }) => runSync(platform, google, signal))
  platform.jobs.registerSchedule(syncJob, '*/15 * * * *', {})
  platform.jobs.register(commandJob, (_payload, { signal }) => runCommands(platform, google, signal))
  platform.jobs.registerSchedule(commandJob, '* * * * *', {})
}
