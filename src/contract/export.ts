import { z } from 'zod'
import { DeviceQuery } from './device.ts'
import { UserQuery } from './user.ts'

const flag = z.enum(['true', 'false']).default('false')
const paging = { limit: true, cursor: true, sort: true } as const

/**
 * The filters of the device list. `users`: whether the columns of the user are in the file; the format wants a user in every row
 * or in none, so `auto` adds them when every device has one, and `with` leaves devices without one out. `plain`: without the
 * guards against formulas and against what spreadsheets do to numbers.
 */
export const DeviceExportQuery = DeviceQuery.omit(paging).extend({
  users: z.enum(['auto', 'with', 'without']).default('auto'),
  codes: flag,
  plain: flag,
})
export type DeviceExportQuery = z.infer<typeof DeviceExportQuery>

export const UserExportQuery = UserQuery.omit(paging).extend({ plain: flag })
export type UserExportQuery = z.infer<typeof UserExportQuery>
