import { z } from 'zod'
import type { JobKind } from '../../platform/jobs/jobs.ts'

/** Looks at every revision that is not at its end; what it finds is stored, so it may run at any time, and twice. */
export const followJob: JobKind<Record<string, never>> = {
  name: 'dep.follow-revisions',
  payload: z.strictObject({}),
  retries: 0,
}

export const everyMinute = '* * * * *'
