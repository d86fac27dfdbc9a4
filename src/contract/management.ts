import { z } from 'zod'
import { Id, Timestamp } from './common.ts'

/** Secrets that devices leave with their server: the one opens a locked iPhone, the other lets a Mac have new administrators. */
export const EscrowKind = z.enum(['unlock-token', 'bootstrap-token'])
export type EscrowKind = z.infer<typeof EscrowKind>

/** How an enrolled Apple device is managed. */
export const Management = z.object({
  enrollment: z
    .object({
      id: Id,
      udid: z.string(),
      topic: z.string(),
      enrolledAt: Timestamp.nullable(),
      lastSeenAt: Timestamp.nullable(),
      awaitingConfiguration: z.boolean(),
    })
    .nullable(),
  certificate: z
    .object({
      expiresAt: Timestamp,
      /** The attempts to have it renewed; null when it is not yet time. */
      renewal: z
        .object({
          attempts: z.int(),
          attemptedAt: Timestamp,
          /** What the device did with the last attempt. */
          state: z.string(),
          /** Null once the grace after its end is over: the device has to enroll again. */
          nextAttemptAt: Timestamp.nullable(),
        })
        .nullable(),
    })
    .nullable(),
  /** Which secrets of the device are kept, and since when; their values are shown on request. */
  escrow: z.array(z.object({ kind: EscrowKind, storedAt: Timestamp.nullable() })),
  /** Users of the device that have a channel of their own. */
  users: z.array(
    z.object({
      userKey: z.string(),
      shortName: z.string().nullable(),
      longName: z.string().nullable(),
      lastSeenAt: Timestamp,
    }),
  ),
})
export type Management = z.infer<typeof Management>

export const EscrowedSecret = z.object({
  kind: EscrowKind,
  /** As the device gave it, in base64. */
  value: z.base64(),
})
export type EscrowedSecret = z.infer<typeof EscrowedSecret>
