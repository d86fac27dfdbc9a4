import { z } from 'zod'

/**
 * What an Android agent and this server say to each other (POST /android/v1/...). Agents ignore members that they do not know, and
 * so does the server.
 */

/** What the database can keep; half a character is none. */
const storable = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()

const said = z.string().max(200).transform(storable).nullish()

export const AndroidClaims = z.object({
  imei: said,
  imei2: said,
  /** All of them, in place of the two above. */
  imeis: z.array(z.string().max(40).transform(storable)).max(4).optional(),
  meid: said,
  serial: said,
  manufacturer: said,
  /** Counts only where the settings accept it, and only when the manufacturer fits no record. */
  brand: said,
  model: said,
  osVersion: said,
})

/** `token`: that of the bulk enrollment; also as `Authorization: Bearer`. `nonce`: the same for a repeated request. */
export const RegisterRequest = AndroidClaims.extend({
  token: z.string().max(200).nullish(),
  nonce: said,
  termsAccepted: z.boolean().optional(),
  ownership: z.enum(['personal', 'corporate']).optional(),
})
export type RegisterRequest = z.infer<typeof RegisterRequest>

/** What an agent may know before the person sees anything. */
export const PrecheckRequest = AndroidClaims.extend({ token: z.string().max(200).nullish() })
export type PrecheckRequest = z.infer<typeof PrecheckRequest>

export const Prechecked = z.object({
  /** Whether a record has the numbers of the device. */
  listed: z.boolean(),
  /** What the registration will ask for first, or that it will be refused. */
  next: z.enum(['register', 'login', 'code', 'ownership', 'refused']),
  /** Why, as in the answer of a registration; `admitted` when nothing is in the way. */
  code: z.string(),
  message: z.string().nullable(),
  /** As `de_DE`, for EXTRA_PROVISIONING_LOCALE; null: leave the phone as it is. */
  locale: z.string().nullable(),
  /** As `Europe/Berlin`, for EXTRA_PROVISIONING_TIME_ZONE. */
  timeZone: z.string().nullable(),
  /** To be shown and accepted; null: there are none. */
  terms: z.string().nullable(),
})
export type Prechecked = z.infer<typeof Prechecked>

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

/** What an agent reads: whom the device is for and what it gets. */
export const AgentPolicy = z.object({
  deviceId: z.string(),
  identifier: z.string(),
  user: z.string().nullable(),
  customAttributes: z.record(z.string(), z.string()),
  policies: z.array(
    z.object({ id: z.string(), name: z.string(), kind: z.string(), version: z.int(), content: z.unknown() }),
  ),
  /** To be done once, in this order; each is answered in a report. */
  commands: z.array(z.object({ id: z.string(), kind: z.string(), text: z.string().optional() })),
})
export type AgentPolicy = z.infer<typeof AgentPolicy>

const fact = z.union([z.string().max(500), z.number(), z.boolean(), z.null()])

/** What an agent tells of its device, and what became of commands. */
export const AgentReport = z.object({
  facts: z
    .record(z.string().min(1).max(60), fact)
    .refine((facts) => Object.keys(facts).length <= 60, 'has more than 60 facts')
    .default({}),
  results: z
    .array(z.object({ id: z.uuid(), ok: z.boolean(), message: z.string().max(500).nullish() }))
    .max(100)
    .default([]),
  /** The owner has taken the agent off: the device is not managed any more. */
  leaving: z.boolean().default(false),
})
export type AgentReport = z.infer<typeof AgentReport>
