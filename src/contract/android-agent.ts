import { z } from 'zod'

/**
 * What an Android agent and this server say to each other (POST /android/v1/...). Agents ignore members that they do not know, and
 * so does the server.
 */
const said = z
  .string()
  .max(200)
  .transform((text) => text.replaceAll(/\p{Cc}/gu, ' ').trim())
  .nullish()

export const AndroidClaims = z.object({
  imei: said,
  imei2: said,
  /** All of them, in place of the two above. */
  imeis: z.array(z.string().max(40)).max(4).optional(),
  meid: said,
  serial: said,
  manufacturer: said,
  model: said,
  osVersion: said,
})

/** `token`: that of the bulk enrollment; also as `Authorization: Bearer`. `nonce`: the same for a repeated request. */
export const RegisterRequest = AndroidClaims.extend({
  token: z.string().max(200).nullish(),
  nonce: z.string().max(200).nullish(),
  termsAccepted: z.boolean().optional(),
  ownership: z.enum(['personal', 'corporate']).optional(),
})
export type RegisterRequest = z.infer<typeof RegisterRequest>

export const LoginRequest = RegisterRequest.extend({
  username: z.string().max(300),
  password: z.string().max(1000),
})
export type LoginRequest = z.infer<typeof LoginRequest>

/** With a key and code, for records that want them. */
export const CodeRequest = RegisterRequest.extend({ key: z.string().max(300), code: z.string().max(100) })
export type CodeRequest = z.infer<typeof CodeRequest>

export const Registered = z.object({
  deviceId: z.string(),
  /** Sent as `Authorization: Bearer` from now on. Shown once. */
  deviceToken: z.string(),
  policyUrl: z.string(),
  reportUrl: z.string(),
  customAttributes: z.record(z.string(), z.string()),
  user: z.string().nullable(),
})
export type Registered = z.infer<typeof Registered>

/** 401: what the person must give. `shortCode` names the attempt to the help desk. */
export const RegisterChallenge = z.object({
  challenge: z.enum(['login', 'code', 'terms', 'ownership']),
  code: z.string(),
  message: z.string(),
  shortCode: z.string(),
  terms: z.string().optional(),
  retryAfterSeconds: z.int().optional(),
})
/** 403: for good, until an admin changes something. */
export const RegisterRefusal = z.object({ code: z.string(), message: z.string(), shortCode: z.string() })
