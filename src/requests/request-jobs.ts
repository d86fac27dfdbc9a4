import { z } from 'zod'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { forgetOldRequests } from './ending-requests.ts'

const ForgetRequests: JobKind<Record<string, never>> = {
  name: 'request.forget',
  payload: z.strictObject({}),
}

/** Every night. */
export function registerRequestJobs({ db, jobs }: Pick<Platform, 'db' | 'jobs'>): void {
  jobs.register(ForgetRequests, () => forgetOldRequests(db))
  jobs.registerSchedule(ForgetRequests, '37 3 * * *', {})
}
