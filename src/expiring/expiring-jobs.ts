import type { Platform } from '../platform/platform.ts'
import { everyHourAtSeven, remindJob, remindOfExpiry } from './remind.ts'

export function registerExpiringJobs(platform: Platform): void {
  platform.jobs.register(remindJob, () => remindOfExpiry(platform, platform.clock()))
  platform.jobs.registerSchedule(remindJob, everyHourAtSeven, {})
}
