import { z } from 'zod'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { authoritiesOf } from './authority.ts'
import { PartWithWithdrawn, partWithWithdrawn } from './part-with-withdrawn.ts'
import { forgetOldRefusals } from './refusal-log.ts'
import { everyNight, renewCertificates, renewJob } from './renew-certificates.ts'

const forgetJob: JobKind<Record<string, never>> = {
  name: 'apple.forget-refusals',
  payload: z.strictObject({}),
}

const everyMinute = '* * * * *'

/**
 * Every night: certificates that end soon are renewed, and old counts of refused messages are forgotten. Every minute: devices
 * that were withdrawn are told so.
 */
export function registerAppleJobs(platform: Platform): void {
  const { db, clock, jobs } = platform
  const authorities = authoritiesOf(platform)
  jobs.register(
    renewJob,
    async (_payload, { signal }) => void (await renewCertificates({ platform, authorities, signal })),
  )
  jobs.registerSchedule(renewJob, everyNight, {})
  jobs.register(PartWithWithdrawn, async () => void (await partWithWithdrawn(platform)))
  jobs.registerSchedule(PartWithWithdrawn, everyMinute, {})
  jobs.register(forgetJob, () => forgetOldRefusals(db, clock()))
  jobs.registerSchedule(forgetJob, '41 3 * * *', {})
}
