import { z } from 'zod'

import { DeviceChange, DeviceSpecs } from './device-spec.ts'

/** Bodies of the portal. What the members mean is in `portalHelp`. */

const name = z.string().trim().min(1).max(125)
const serials = z.array(z.string()).default([])

export const CreateServer = z.strictObject({
  name: name.default('MDM server'),
  certificate: z.string().includes('-----BEGIN CERTIFICATE-----', { error: 'a certificate in PEM' }),
  expiresInDays: z.number().min(-3650).max(3650).default(365),
  format: z.enum(['p7m', 'json']).default('p7m'),
  cipher: z.enum(['des', 'des3', 'aes128', 'aes192', 'aes256']).optional(),
  indefinite: z.boolean().optional(),
})
export type CreateServer = z.output<typeof CreateServer>

export const ChangeDevices = z.strictObject({
  server: name.nullish(),
  add: z.union([z.int().min(0).max(1_000_000), DeviceSpecs]).default([]),
  count: z.int().min(0).max(1_000_000).default(0),
  change: z.array(DeviceChange).default([]),
  assign: serials,
  unassign: serials,
  release: serials,
  replace: z.array(z.strictObject({ serial: z.string(), by: z.string() })).default([]),
  migrationDeadline: z.iso.datetime().optional(),
})
export type ChangeDevices = z.output<typeof ChangeDevices>

export const MoveClock = z
  .strictObject({
    seconds: z.number().min(0).default(0),
    hours: z.number().min(0).default(0),
    days: z.number().min(0).default(0),
    to: z.iso.datetime().optional(),
  })
  .refine(({ seconds, hours, days, to }) => to !== undefined || seconds + hours + days > 0, {
    error: 'say by how much: seconds, hours, days or to',
  })
export type MoveClock = z.output<typeof MoveClock>

export const DropSessions = z.strictObject({ server: name.optional() })

export const Activate = z.strictObject({ serial: z.string() })

export const Wipe = z.strictObject({ serial: z.string(), unlock: z.boolean().default(false) })

export const ChangeServer = z.strictObject({
  server: name.optional(),
  rename: name.optional(),
  revoke: z.boolean().optional(),
  delete: z.literal(true).optional(),
})
export type ChangeServer = z.output<typeof ChangeServer>

export const ChangeCursors = z.strictObject({
  server: name.optional(),
  what: z.enum(['expire', 'forget']),
})
export type ChangeCursors = z.output<typeof ChangeCursors>

export const ListDevices = z.object({
  server: z.string().optional(),
  status: z.enum(['empty', 'assigned', 'pushed', 'removed']).optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
  offset: z.coerce.number().int().min(0).default(0),
})
