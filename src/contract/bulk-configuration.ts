import { z } from 'zod'

/** The values that a JSON payload can hold. Android takes one of the wrong type for absent, so their types matter. */
export const ExtraValue = z.union([z.string().max(20_000), z.boolean(), z.number()], {
  error: 'must be text of at most 20,000 characters, a number, or true or false',
})
export type ExtraValue = z.infer<typeof ExtraValue>

const key = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'must be visible characters without blanks')
const values = z
  .record(key, ExtraValue)
  .refine((record) => Object.keys(record).length <= 100, 'has more than 100 keys')

/** A SHA-256 digest: base64url, base64, or hexadecimal with or without colons; stored as base64url. */
const checksum = z.string().trim().max(200)

/** Which app becomes the owner of the device. */
export const BulkAgent = z.strictObject({
  component: z.string().trim().max(300).default(''),
  downloadUrl: z.string().trim().max(2000).nullable().default(null),
  signatureChecksum: checksum.nullable().default(null),
  packageChecksum: checksum.nullable().default(null),
  minimumVersionCode: z.int().min(0).max(2_147_483_647).nullable().default(null),
  /** The key of an uploaded agent: address and checksum are filled in from it. */
  hostedAgent: z
    .string()
    .regex(/^[\w-]{16}$/)
    .nullable()
    .default(null),
  /** The names by which the agent reads the token and the address of this server in its bundle. */
  tokenKey: key.default('muster.token'),
  serverKey: key.default('muster.server'),
})

export type BulkAgent = z.infer<typeof BulkAgent>

/** I43: what the QR code of a bulk enrollment says, in three groups. */
export const BulkConfiguration = z.strictObject({
  agent: BulkAgent.default(BulkAgent.parse({})),
  /** For the agent itself: its vendor's keys. */
  productKeys: values.default({}),
  /** Android's own extras, by their short names. */
  systemExtras: values.default({}),
  /** Further keys for Android. */
  customKeys: values.default({}),
  /** AOSP's short key names: a smaller code, which not every phone is known to read. */
  compact: z.boolean().default(false),
  /**
   * Names of secrets that are set (`systemExtras.WIFI_PASSWORD`, `productKeys.<name>`); their values are never shown. In a change:
   * those that stay as they are.
   */
  secrets: z.array(z.string().max(220)).max(200).default([]),
})
export type BulkConfiguration = z.infer<typeof BulkConfiguration>

export const ConfigurationFinding = z.object({
  pointer: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
})
export type ConfigurationFinding = z.infer<typeof ConfigurationFinding>

/** The code as it would be drawn. */
export const QrFacts = z.object({
  bytes: z.int(),
  /** 1 to 40: the size of the code. Null when the payload fits no code. */
  version: z.int().nullable(),
  /** How much of it may be damaged: L 7 %, M 15 %. */
  errorCorrection: z.enum(['L', 'M']).nullable(),
})
export type QrFacts = z.infer<typeof QrFacts>

export const BulkConfigurationAnswer = z.object({
  configuration: BulkConfiguration,
  findings: z.array(ConfigurationFinding),
  qr: QrFacts,
})
export type BulkConfigurationAnswer = z.infer<typeof BulkConfigurationAnswer>

/** An extra that can be chosen. */
export const AndroidExtra = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  group: z.string(),
  type: z.enum(['string', 'boolean', 'integer']),
  values: z.array(z.union([z.string(), z.number()])).nullable(),
  minSdk: z.int(),
  secret: z.boolean(),
  /** False: Android leaves it out when it comes by a QR code. */
  hasEffect: z.boolean(),
})
export type AndroidExtra = z.infer<typeof AndroidExtra>

/** An agent whose component and checksum are published. */
export const AgentPreset = z.object({
  name: z.string(),
  agent: BulkAgent,
  /** What its bundle needs beside token and address. */
  productKeys: values,
  note: z.string().nullable(),
})
export type AgentPreset = z.infer<typeof AgentPreset>

export const AndroidCatalogue = z.object({ extras: z.array(AndroidExtra), agents: z.array(AgentPreset) })

/** The JSON that a QR code holds. */
export const ProvisioningPayload = z.record(z.string(), z.unknown())

/** What zero-touch (`dpcExtras`) and Knox Mobile Enrollment (custom JSON data) take in place of a QR code, to copy. */
export const QrPayload = z.object({
  payload: ProvisioningPayload,
  zeroTouch: z.record(z.string(), z.unknown()),
  knox: z.record(z.string(), z.unknown()),
  /** Printed under the code: which one it is. */
  shortCode: z.string(),
  tokenExpiresAt: z.string().nullable(),
})
