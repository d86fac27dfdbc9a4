import type { Platform } from '../platform/platform.ts'
import { authoritiesOf } from './authority.ts'
import { PartWithWithdrawn, partWithWithdrawn } from './part-with-withdrawn.ts'
import { everyNight, renewCertificates, renewJob } from './renew-certificates.ts'

const everyMinute = '* * * * *'

/** Every night: certificates that end soon. Every minute: devices that were withdrawn. */
export function registerAppleJobs(platform: Platform): void {
  const { jobs } = platform
  const authorities = authoritiesOf(platform)
  jobs.register(
    renewJob,
    async (_payload, { signal }) => void (await renewCertificates({ platform, authorities, signal })),
  )
  jobs.registerSchedule(renewJob, everyNight, {})
  jobs.register(PartWithWithdrawn, async () => void (await partWithWithdrawn(platform)))
  jobs.registerSchedule(PartWithWithdrawn, everyMinute, {})
}
