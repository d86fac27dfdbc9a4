import { z } from 'zod'
import type { JobKind } from '../platform/jobs/jobs.ts'

/** Does what is due at Google: every minute, and when an admin asks. */
export const commandJob: JobKind<Record<string, never>> = {
  name: 'google.command',
  payload: z.strictObject({}),
  // The next one comes soon.
  retries: 0,
}
