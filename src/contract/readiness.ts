import { z } from 'zod'
import { Permission } from './permissions.ts'

/** The checks in the order in which they are shown. */
export const readinessChecks = [
  'record',
  'expiry',
  'numbers',
  'twins',
  'list-token',
  'list-code',
  'dep-listed',
  'platform',
  'dep-profile',
  'dep-version',
  'dep-address',
  'web-view',
  'supervised',
  'mandatory',
  'authentication',
  'code',
  'mail',
  'agent',
  'policies',
  'factory-reset',
  'dep-token',
  'address',
  'certificates',
  'push',
  'identity',
] as const
export const ReadinessCheckId = z.enum(readinessChecks)
export type ReadinessCheckId = z.infer<typeof ReadinessCheckId>

/** What is offered where a check fails: a place to go to, or a request that mends it. */
export const ReadinessFix = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('link'),
    label: z.string(),
    /** An address of the console. */
    link: z.string(),
    permission: Permission,
  }),
  z.object({
    kind: z.literal('call'),
    label: z.string(),
    method: z.enum(['POST', 'PATCH']),
    /** Below `/api/v1`. */
    path: z.string(),
    body: z.record(z.string(), z.unknown()),
    permission: Permission,
  }),
])
export type ReadinessFix = z.infer<typeof ReadinessFix>

export const ReadinessCheck = z.object({
  id: ReadinessCheckId,
  ok: z.boolean(),
  /** A failed check of the severity `error` keeps the device from being ready; the others are worth knowing. */
  severity: z.enum(['error', 'warning', 'info']),
  /** What the check saw, and what to do about it where it failed. */
  message: z.string(),
  fix: ReadinessFix.nullable(),
})
export type ReadinessCheck = z.infer<typeof ReadinessCheck>

export const Readiness = z.object({
  ready: z.boolean(),
  /** Those that apply to the device. */
  checks: z.array(ReadinessCheck),
})
export type Readiness = z.infer<typeof Readiness>

/** Of the devices that are pre-enrolled. */
export const ReadinessCounts = z.object({ ready: z.int(), notReady: z.int() })
