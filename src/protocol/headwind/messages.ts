import { z } from 'zod'

/** The shapes of the Headwind protocol (agent 6.36; android.md 3). Members that nobody here reads are ignored. */

/** A value of a foreign app is absent when it is not what it should be: one odd member must not cost the whole message. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .transform((value) =>
      value
        .toWellFormed()
        .replaceAll(/\p{Cc}/gu, ' ')
        .trim(),
    )
    .nullish()
    .catch(undefined)

/** Body of the first call: what the QR code named, as it stood there. */
export const HeadwindEnroll = z.object({ customer: text(200), configuration: text(200) })
export type HeadwindEnroll = z.infer<typeof HeadwindEnroll>

/**
 * The report. It also holds telephone numbers, SIM card numbers, places and the list of apps: data of people that nobody asked for
 * here, and so not read.
 */
export const HeadwindInfo = z.object({
  deviceId: z.string().min(1).max(200),
  model: text(100),
  imei: text(40),
  imei2: text(40),
  serial: text(100),
  cpu: text(40),
  androidVersion: text(40),
  mdmMode: z.boolean().nullish().catch(undefined),
  kioskMode: z.boolean().nullish().catch(undefined),
  defaultLauncher: z.boolean().nullish().catch(undefined),
  batteryLevel: z.number().min(0).max(100).nullish().catch(undefined),
})
export type HeadwindInfo = z.infer<typeof HeadwindInfo>

/** Errors come with HTTP 200; the agent asks for another number on the first, and takes the others for trouble of the network. */
export type HeadwindError = 'error.notfound.device' | 'error.permission.denied' | 'error.internal.server'

/** `data` is the last member and nothing follows it: the agent cuts it out by position to check its signature. */
export const okEnvelope = (dataJson: string): string => `{"status":"OK","message":null,"data":${dataJson}}`

export const errorEnvelope = (message: HeadwindError): string =>
  `{"status":"ERROR","message":"${message}","data":null}`

/** What polling answers when the configuration has changed. In polling a payload would be a string that holds JSON. */
export const configUpdated = '[{"messageType":"configUpdated","payload":null}]'

/** Which messages of its log an agent sends: only errors of its own app (1). */
export const logRules = '[{"packageId":"com.hmdm.launcher","logLevel":1,"filter":null}]'
