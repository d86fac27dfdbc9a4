import type { Platform } from '../platform/platform.ts'
import { authoritiesOf } from './authority.ts'
import { everyNight, renewCertificates, renewJob } from './renew-certificates.ts'

/** Every night: certificates that end soon. */
export function registerAppleJobs(platform: Platform): void {
  const { jobs } = platform
  const authorities = authoritiesOf(platform)
  jobs.register(
    renewJob,
    async (_payload, { signal }) => void (await renewCertificates({ platform, authorities, signal })),
  )
  jobs.registerSchedule(renewJob, everyNight, {})
}
