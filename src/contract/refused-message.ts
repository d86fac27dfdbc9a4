import { z } from 'zod'
import { Timestamp } from './common.ts'

/** Messages to the addresses for devices that were refused, of one day, endpoint, reason and address. */
export const RefusedMessages = z.object({
  /** The start of the day in UTC. */
  day: Timestamp,
  endpoint: z.enum(['enroll', 'scep', 'checkin', 'mdm']),
  reason: z.string(),
  /** What the reason means. */
  text: z.string(),
  /** `others` where there were too many. */
  address: z.string(),
  count: z.int(),
  firstAt: Timestamp,
  lastAt: Timestamp,
})
export type RefusedMessages = z.infer<typeof RefusedMessages>
