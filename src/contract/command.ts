import { z } from 'zod'
import { Id, Timestamp } from './common.ts'

export const CommandState = z.enum([
  'queued',
  /** The device has it, or is about to; its answer decides. */
  'sent',
  /** The device said "not now": it is asked again. */
  'not-now',
  'acknowledged',
  'error',
  /** The enrollment ended first. */
  'dropped',
  'cancelled',
  /** A later command of the same name took its place. */
  'replaced',
])
export type CommandState = z.infer<typeof CommandState>

/** Why a device did not do what it was told, outermost reason first. */
export const CommandFailure = z.object({
  /** In one line, in the device's words. */
  text: z.string(),
  chain: z.array(
    z.object({ code: z.number().nullable(), domain: z.string().nullable(), text: z.string().nullable() }),
  ),
})
export type CommandFailure = z.infer<typeof CommandFailure>

export const DeviceCommand = z.object({
  id: Id,
  /** Apple's name of the command. */
  requestType: z.string(),
  /** What it is about, as in "lock itself". */
  act: z.string(),
  state: CommandState,
  /** Null when Muster itself wanted it. */
  askedBy: z.string().nullable(),
  createdAt: Timestamp,
  sentAt: Timestamp.nullable(),
  /** When the device answered last, or the command ended without. */
  answeredAt: Timestamp.nullable(),
  /** How often the device said "not now". */
  notNowCount: z.int(),
  error: CommandFailure.nullable(),
  /** The PIN in it can be shown. */
  holdsPin: z.boolean(),
  hasResult: z.boolean(),
})
export type DeviceCommand = z.infer<typeof DeviceCommand>

export const DeviceCommandResult = DeviceCommand.extend({
  /** What the device sent, as text; null before it answered. */
  result: z.string().nullable(),
})
export type DeviceCommandResult = z.infer<typeof DeviceCommandResult>

export const CommandPin = z.object({ pin: z.string() })
export type CommandPin = z.infer<typeof CommandPin>

const Pin = z.string().regex(/^\d{6}$/, 'must have six digits')
/** A profile file of 1 MiB at most, in base64. */
const ProfileFile = z.base64().max(1_400_000)

/** What an administrator can ask a device to do. */
export const NewDeviceCommand = z.discriminatedUnion('act', [
  /** Asks anew for all that the details show. */
  z.strictObject({ act: z.literal('refresh') }),
  z.strictObject({
    act: z.literal('lock'),
    /** Shown on the locked screen. */
    message: z.string().trim().min(1).max(500).optional(),
    phone: z.string().trim().min(1).max(50).optional(),
    /** Macs only, and made up unless given: without it nobody can unlock the Mac. */
    pin: Pin.optional(),
  }),
  z.strictObject({
    act: z.literal('erase'),
    /** The identifier of the device, typed. */
    confirm: z.string().max(100),
    /** Macs only; made up where the Mac says that it needs one. */
    pin: Pin.optional(),
    /** Macs only: what happens when the Mac cannot erase itself in an instant. */
    obliteration: z.enum(['Default', 'DoNotObliterate', 'ObliterateWithWarning', 'Always']).optional(),
    /** iPhones and iPads only: keeps the eSIM. */
    preserveDataPlan: z.boolean().optional(),
    /** iPhones and iPads only: the next person cannot set it up from another device at hand. */
    disallowProximitySetup: z.boolean().optional(),
    /** Sets itself up again without hands; not for Macs. iOS 17, tvOS 18. */
    returnToService: z.strictObject({ wifiProfile: ProfileFile.optional() }).optional(),
  }),
  z.strictObject({
    act: z.literal('restart'),
    /** Macs only: the person is asked first. */
    notifyUser: z.boolean().optional(),
  }),
  /** iPhones and iPads only. */
  z.strictObject({ act: z.literal('clear-passcode') }),
  /** Gives the device its enrollment profile again, and with it a new certificate. */
  z.strictObject({ act: z.literal('reinstall-profile') }),
])
export type NewDeviceCommand = z.infer<typeof NewDeviceCommand>

export const QueuedCommands = z.object({ commands: z.array(DeviceCommand) })
export type QueuedCommands = z.infer<typeof QueuedCommands>
