import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'

export const JobState = z.enum(['waiting', 'running', 'done', 'failed'])
export const Job = z.object({
  id: Id,
  kind: z.string(),
  state: JobState,
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  attempts: z.int(),
  error: z.string().nullable(),
})
export type Job = z.infer<typeof Job>
export const JobQuery = ListQuery.extend({ state: JobState.optional(), kind: z.string().optional() })

/** What `GET /api/v1/events/stream` sends: which resource changed, so that a page knows what to read again. */
export const LiveEvent = z.object({
  topic: z.enum([
    'device',
    'import',
    'dep-account',
    'dep-device',
    'dep-profile',
    'dep-assignment',
    'dep-revision',
    'dep-reconciliation',
    'arrival',
    'user',
    'job',
    'mail',
    'push',
    'device-due',
    'policy',
    'request',
    'bulk-enrollment',
    'android-agent',
  ]),
  id: z.string().nullable(),
  /** Numbers of long work, as they stand. */
  progress: z.record(z.string(), z.union([z.number(), z.string(), z.null()])).optional(),
})
export type LiveEvent = z.infer<typeof LiveEvent>
