import { z } from 'zod'

/** Optional members that are worth having but not worth refusing a device for. */
export const text = z.string().optional().catch(undefined)
export const flag = z.boolean().optional().catch(undefined)
export const number = z.number().optional().catch(undefined)
export const bytes = z.instanceof(Uint8Array)

/** Who sends: a device, or a user of it. Devices enrolled by a person's account have no UDID. */
export const sender = {
  UDID: z.string().min(1).optional(),
  EnrollmentID: z.string().min(1).optional(),
  UserID: text,
  EnrollmentUserID: text,
  UserShortName: text,
  UserLongName: text,
  NotOnConsole: flag,
}
export type Sender = z.infer<z.ZodObject<typeof sender>>

export const hasSender = ({ UDID, EnrollmentID }: Sender): boolean => Boolean(UDID ?? EnrollmentID)
export const senderMissing = { path: ['UDID'], message: 'UDID or EnrollmentID is required' }
