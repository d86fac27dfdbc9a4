import { z } from 'zod'
import { Timestamp } from './common.ts'

export const PushCertificateStanding = z.enum([
  /** There is none, and no request for one. */
  'none',
  /** A request was made; its certificate is to be uploaded. */
  'requested',
  'valid',
  /** It ends within 60 days. */
  'soon',
  'expired',
  /** Apple refuses it although its time is not over. */
  'refused',
])
export type PushCertificateStanding = z.infer<typeof PushCertificateStanding>

export const PushCertificate = z.object({
  state: PushCertificateStanding,
  /** What to do; null when there is nothing to do. */
  text: z.string().nullable(),
  /** What names the certificate to devices: new enrollments get it, and keep it for ever. */
  topic: z.string().nullable(),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  serialNumber: z.string().nullable(),
  expiresAt: Timestamp.nullable(),
  daysLeft: z.int().nullable(),
  /** The request that waits for its certificate. */
  request: z.object({ madeAt: Timestamp }).nullable(),
  refused: z.object({ at: Timestamp, reason: z.string() }).nullable(),
  /** Enrolled devices by the topic they enrolled with. */
  devices: z.array(
    z.object({
      topic: z.string(),
      /** Whether the certificate here is for it. */
      current: z.boolean(),
      enrolled: z.int(),
      /** Of these, those whose push token Apple has taken back. */
      tokenGone: z.int(),
    }),
  ),
  /** Pushes that are to be sent now or later. */
  waiting: z.int(),
})
export type PushCertificate = z.infer<typeof PushCertificate>

export const PushCertificateRequest = z.object({
  /** PKCS#10 in PEM. */
  csr: z.string(),
  madeAt: Timestamp,
})
export type PushCertificateRequest = z.infer<typeof PushCertificateRequest>

export const MakePushRequest = z.strictObject({
  /** Another key in place of a request that waits: a certificate made for the earlier one is of no use then. */
  replace: z.stringbool().optional(),
})

export const PutPushCertificate = z.strictObject({
  /** Takes a certificate with another topic; only while no device is enrolled with the topic here. */
  confirmOtherTopic: z.stringbool().optional(),
})

export const TestPush = z.strictObject({
  /** An id, `serial:<value>`, `imei:<value>` or `identifier:<value>`. */
  deviceId: z.string().trim().min(1).max(300),
})
export type TestPush = z.infer<typeof TestPush>

export const TestPushAnswer = z.object({
  taken: z.boolean(),
  /** What Apple answered. */
  status: z.int(),
  reason: z.string(),
  apnsId: z.string().nullable(),
  text: z.string(),
})
export type TestPushAnswer = z.infer<typeof TestPushAnswer>
