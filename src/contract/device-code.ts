import { z } from 'zod'
import { QrFacts } from './bulk-configuration.ts'
import { Id, Timestamp } from './common.ts'

const Named = z.object({ id: Id, name: z.string() })

/** Whose configuration Android devices that are on no list get with their QR code. */
export const AndroidCodeSettings = z.object({
  /** Null: such devices have no code. */
  bulkEnrollment: Named.nullable(),
  /** Why no code can be drawn from it. */
  fault: z.string().nullable(),
})
export type AndroidCodeSettings = z.infer<typeof AndroidCodeSettings>

export const AndroidCodeSettingsPut = z.strictObject({ bulkEnrollmentId: Id.nullable() })
export type AndroidCodeSettingsPut = z.infer<typeof AndroidCodeSettingsPut>

/** What an agent that scanned the code asks its person first; `nothing`: the numbers of the device are enough. */
export const CodeQuestion = z.enum(['nothing', 'login', 'code', 'ownership', 'refused'])
export type CodeQuestion = z.infer<typeof CodeQuestion>

/** The QR code of one Android device, without what is secret in it. */
export const DeviceCode = z.object({
  /** `no-list`: it is on no list, and the settings name none for such devices. `no-numbers`: an agent could not be told apart. */
  fault: z
    .enum(['other-platform', 'withdrawn', 'no-list', 'not-configured', 'no-numbers'])
    .nullable()
    .describe('Why there is none'),
  /** In words. */
  message: z.string().nullable(),
  /** Whose configuration it has. */
  bulkEnrollment: Named.nullable(),
  /** Whether the device is on that list. */
  listed: z.boolean(),
  /** When the token in it ends; null when it has none. */
  tokenExpiresAt: Timestamp.nullable(),
  /** It holds a token, or something else that is secret. */
  secret: z.boolean(),
  shortCode: z.string().nullable(),
  qr: QrFacts.nullable(),
  asks: CodeQuestion.nullable(),
  /** What is typed as key, when a code is asked for. */
  key: z.string().nullable(),
})
export type DeviceCode = z.infer<typeof DeviceCode>
