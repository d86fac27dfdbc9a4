import { z } from 'zod'
import { Id, Timestamp } from './common.ts'

export const hostedAgentLimits = { bytes: 200 * 1024 * 1024, files: 100 }

/** The certificate of a signature: its SHA-256, base64url. */
export const AgentCertificate = z.object({ checksum: z.string(), subject: z.string(), notAfter: Timestamp })
export type AgentCertificate = z.infer<typeof AgentCertificate>

/** What is read from an APK beside its versions. */
export const AgentFacts = z.object({
  minSdk: z.int().nullable(),
  /** Full names of classes that can be admins of a device, the likeliest first. */
  adminReceivers: z.array(z.string()),
  certificates: z.array(AgentCertificate),
  testOnly: z.boolean(),
  /** Whether it answers what Android 12 and later ask an app that becomes owner of a device. */
  answersProvisioning: z.boolean(),
})
export type AgentFacts = z.infer<typeof AgentFacts>

/** An APK that phones get from this server. */
export const HostedAgent = AgentFacts.extend({
  id: Id,
  /** The same for all files of one package and one certificate. */
  key: z.string(),
  package: z.string(),
  versionCode: z.int(),
  versionName: z.string().nullable(),
  fileName: z.string(),
  size: z.int(),
  /** "package/class" of the likeliest receiver. */
  component: z.string().nullable(),
  /** SHA-256 of the certificate and of the file, base64url, as a QR code has them. */
  signatureChecksum: z.string(),
  packageChecksum: z.string(),
  /** Leads to the newest file of the same key, whatever is uploaded later. */
  downloadUrl: z.string(),
  /** Whether this is the file that `downloadUrl` leads to. */
  newest: z.boolean(),
  /** Bulk enrollments whose configuration names the key. */
  usedBy: z.array(z.object({ id: Id, name: z.string() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  uploadedBy: z.string(),
  uploadedAt: Timestamp,
})
export type HostedAgent = z.infer<typeof HostedAgent>
