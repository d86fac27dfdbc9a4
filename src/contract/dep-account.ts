import { z } from 'zod'
import { Id, Timestamp } from './common.ts'
import { Serial } from './device.ts'

export const DepEnabled = z.object({ enabled: z.boolean() })

/** For installing beta versions of Apple's systems (3.12 of apple-dep.md). */
export const DepBetaToken = z.object({ token: z.string(), title: z.string(), os: z.string() })
export const DepBetaTokens = z.object({
  /** False: the organization has not turned on AppleSeed for IT at Apple. */
  turnedOn: z.boolean(),
  items: z.array(DepBetaToken),
})
export type DepBetaTokens = z.infer<typeof DepBetaTokens>

const manySerials = z.array(Serial).min(1).max(10_000)

/** Reads Apple's records of these devices anew. */
export const RefreshDepDevices = z.strictObject({ serials: manySerials })
export const DepRefreshResult = z.object({
  serial: z.string(),
  /** Apple's word, or `NOT_ASKED`. */
  status: z.string(),
  /** Whether anything here changed by it. */
  changed: z.boolean(),
  message: z.string(),
})
export const DepRefreshResults = z.object({
  results: z.array(DepRefreshResult),
  succeeded: z.int(),
  failed: z.int(),
  changed: z.int(),
})
export type DepRefreshResults = z.infer<typeof DepRefreshResults>

/** Gives devices up for good. `confirm` is their number, typed. */
export const DisownDepDevices = z.strictObject({ serials: manySerials, confirm: z.string() })
export const DepDisownResult = z.object({
  serial: z.string(),
  status: z.string(),
  disowned: z.boolean(),
  message: z.string(),
  /** Our record of the device; it stays as it is, and whoever disowned the device decides about it. */
  deviceId: Id.nullable(),
  deviceIdentifier: z.string().nullable(),
})
export const DepDisownResults = z.object({
  results: z.array(DepDisownResult),
  succeeded: z.int(),
  failed: z.int(),
})
export type DepDisownResults = z.infer<typeof DepDisownResults>

export const LockDepDevice = z.strictObject({
  /** Shown on the locked device. */
  lostMessage: z.string().trim().min(1).max(500).nullish(),
  /** A bypass code is made and kept here. Without one only the person who made the server at Apple can unlock. */
  escrow: z.boolean().default(true),
})
export const DepActivationLock = z.object({
  id: Id,
  serial: z.string(),
  /** Apple's word; null when the answer was lost. */
  status: z.string().nullable(),
  locked: z.boolean(),
  message: z.string(),
  lostMessage: z.string().nullable(),
  hasBypassCode: z.boolean(),
  requestedBy: z.string(),
  requestedAt: Timestamp,
})
export type DepActivationLock = z.infer<typeof DepActivationLock>
/** The code is in the answer to the request that made it, and in that to a later request for it. */
export const DepActivationLockCode = z.object({ lock: DepActivationLock, bypassCode: z.string().nullable() })
export type DepActivationLockCode = z.infer<typeof DepActivationLockCode>
