import { z } from 'zod'
import { Id, Timestamp } from './common.ts'
import { DeviceStatus } from './device.ts'
import { ManagedByGoogle } from './google-managed.ts'

/** `disable` is what withdrawing a device means at Google; nobody asks for it. */
export const AndroidCommandKind = z.enum(['sync', 'lock', 'wipe', 'message', 'reboot', 'disable'])
export type AndroidCommandKind = z.infer<typeof AndroidCommandKind>

/** What an administrator can ask an Android device to do. */
export const NewAndroidCommand = z.discriminatedUnion('kind', [
  /** Reports at once and reads its policy again; Google is asked what it knows of the device. */
  z.strictObject({ kind: z.literal('sync') }),
  z.strictObject({ kind: z.literal('lock') }),
  /** Only through Google. */
  z.strictObject({ kind: z.literal('reboot') }),
  /** `confirm`: the identifier of the device, typed. */
  z.strictObject({ kind: z.literal('wipe'), confirm: z.string().max(100) }),
  /** Only through an agent. */
  z.strictObject({ kind: z.literal('message'), text: z.string().trim().min(1).max(1000) }),
])
export type NewAndroidCommand = z.infer<typeof NewAndroidCommand>

export const AndroidCommand = z.object({
  id: Id,
  kind: AndroidCommandKind,
  text: z.string().nullable(),
  state: z.enum(['queued', 'sent', 'done', 'failed', 'dropped']),
  requestedBy: z.string(),
  /** What the agent or Google said of it. */
  message: z.string().nullable(),
  createdAt: Timestamp,
  sentAt: Timestamp.nullable(),
  answeredAt: Timestamp.nullable(),
})
export type AndroidCommand = z.infer<typeof AndroidCommand>

/** What an agent said of its device, and how it was found. */
export const AndroidRegistration = z.object({
  registeredAt: Timestamp,
  lastSeenAt: Timestamp.nullable(),
  rule: z.string(),
  claimed: z.record(z.string(), z.unknown()),
  reported: z.record(z.string(), z.unknown()),
})
export const AndroidState = z.object({
  /** Null when no agent is registered for the device. */
  registration: AndroidRegistration.nullable(),
  commands: z.array(AndroidCommand),
})
export type AndroidState = z.infer<typeof AndroidState>

/** The same with the list that the device is on, and the device at Google that is the record's. */
export const AndroidDevice = AndroidState.extend({
  google: ManagedByGoogle.nullable(),
  bulkEnrollment: z.object({ id: Id, name: z.string() }).nullable(),
})
export type AndroidDevice = z.infer<typeof AndroidDevice>

/** `status`: of the device, which nobody manages now. */
export const RevokedAgent = z.object({ id: Id, identifier: z.string(), status: DeviceStatus })
export type RevokedAgent = z.infer<typeof RevokedAgent>
