import { z } from 'zod'

/** The adapter for agents of Headwind MDM as they are published. */
export const HeadwindSettings = z.object({
  enabled: z.boolean(),
  /**
   * The agent names no manufacturer. With this its serial number alone is enough, in the list whose token it brings: weaker than an
   * IMEI, or serial number and manufacturer. Without it the agent waits for its first report, and is let in by an IMEI of that.
   */
  acceptSerialAlone: z.boolean(),
  /** Whether requests must be signed and answers are. The secret is compiled into the app. */
  sharedSecretSet: z.boolean(),
})
export type HeadwindSettings = z.infer<typeof HeadwindSettings>

export const HeadwindSettingsPut = z.strictObject({
  enabled: z.boolean().optional(),
  acceptSerialAlone: z.boolean().optional(),
  /** Left out, it stays; an empty one is forgotten, and nothing is signed any more. */
  sharedSecret: z
    .string()
    .max(200)
    .regex(/^[\x20-\x7e]*$/, 'must be visible characters of ASCII')
    .optional(),
})
export type HeadwindSettingsPut = z.infer<typeof HeadwindSettingsPut>
