import { z } from 'zod'
import { Id } from './common.ts'
import { DeviceStatus } from './device.ts'

/** I10, I11: the devices of a list that an applied file does not name. */
export const TakeOffUnlisted = z.strictObject({
  /** The upload that the list is to be like. */
  importId: Id,
  /** What becomes of devices that have not enrolled: they stay devices, without a list, or they are deleted. */
  devices: z.enum(['keep', 'delete']),
  /** True: nothing is changed. */
  preview: z.boolean().default(true),
})
export type TakeOffUnlisted = z.infer<typeof TakeOffUnlisted>

export const UnlistedDevices = z.object({
  preview: z.boolean(),
  /** Devices of the list before. */
  listed: z.int(),
  /** Of those, how many the file does not name. */
  unlisted: z.int(),
  /** Of the unlisted: enrolled ones leave the list and stay enrolled, whatever is asked for. */
  enrolled: z.int(),
  /** Of the unlisted: those that are (or would be) deleted. */
  deleted: z.int(),
  /** Of the unlisted: those that leave the list and stay devices. */
  kept: z.int(),
  /** Rows of the file that were rejected: what they mean may be among the unlisted. */
  rejectedRows: z.int(),
  /** The first 20 of the unlisted. */
  examples: z.array(
    z.object({
      id: Id,
      identifier: z.string(),
      imei: z.string().nullable(),
      serial: z.string().nullable(),
      manufacturer: z.string().nullable(),
      status: DeviceStatus,
    }),
  ),
})
export type UnlistedDevices = z.infer<typeof UnlistedDevices>
