import type { Platform } from '../platform/platform.ts'
import { adoptJob, adoptSeenProfiles } from './adopt-profile.ts'
import { openApple } from './apple.ts'
import { assignDue, assignJob, everyFiveMinutes } from './due-assignments.ts'
import { runReconciliation } from './reconciliation/run-reconciliation.ts'
import {
  everyTenMinutes,
  scheduleReconciliations,
  scheduleReconciliationsJob,
} from './reconciliation/schedule-reconciliations.ts'
import { reconcileJob } from './reconciliation/start-reconciliation.ts'
import { everyMinute, followJob } from './revision/follow-job.ts'
import { followRevisions } from './revision/follow-revisions.ts'
import { runSync } from './run-sync.ts'
import { everyHour, scheduleJob, scheduleSyncs } from './schedule-syncs.ts'
import { syncJob } from './start-sync.ts'

/** Syncs, the hourly look for accounts that are due, and assignments that Apple could not do at first. */
export function registerDepJobs(platform: Platform, { depUrl }: { depUrl: string }): void {
  const { jobs, clock } = platform
  const apple = openApple(platform, depUrl)
  jobs.register(syncJob, (payload, { signal }) => runSync({ platform, apple, payload, signal }))
  jobs.register(scheduleJob, () => scheduleSyncs(platform, clock()))
  jobs.registerSchedule(scheduleJob, everyHour, {})
  jobs.register(assignJob, (_payload, { signal }) => assignDue({ platform, apple, signal }))
  jobs.registerSchedule(assignJob, everyFiveMinutes, {})
  jobs.register(reconcileJob, (payload, { signal }) =>
    runReconciliation({ platform, apple, payload, signal }),
  )
  jobs.register(scheduleReconciliationsJob, () => scheduleReconciliations(platform, clock()))
  jobs.registerSchedule(scheduleReconciliationsJob, everyTenMinutes, {})
  jobs.register(followJob, (_payload, { signal }) => followRevisions({ platform, apple, signal }))
  jobs.registerSchedule(followJob, everyMinute, {})
  jobs.register(adoptJob, ({ accountId }) => adoptSeenProfiles({ platform, apple }, accountId))
}
