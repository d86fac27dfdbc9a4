import { z } from 'zod'
import { Timestamp } from './common.ts'

/**
 * What policies hold. Each kind has two shapes: as it is written, with its secrets and files, and as it is shown. A member that
 * is absent leaves the device as it is. A secret or file that is left out of a change stays; null clears it.
 */

/** Whole files in standard base64: 1 MiB at most. */
export const maxPolicyFileBytes = 1024 * 1024
const File = z
  .base64()
  .min(4)
  .max(Math.ceil(maxPolicyFileBytes / 3) * 4)
const FileName = z.string().trim().min(1).max(200)
const Secret = z.string().min(1).max(500)
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'may not contain line ends or control characters')

const passcode = {
  required: z.boolean().optional(),
  /** Whether repeated and running characters such as 1111 and 1234 are taken. */
  allowSimple: z.boolean().optional(),
  requireAlphanumeric: z.boolean().optional(),
  minLength: z.int().min(0).max(16).optional(),
  /** Characters that are neither letter nor digit. */
  minComplexCharacters: z.int().min(0).max(4).optional(),
  maxAgeDays: z.int().min(0).max(730).optional(),
  /** So many earlier passcodes cannot be used again. */
  history: z.int().min(1).max(50).optional(),
  /** An iPhone erases itself after the last one, a Mac locks. */
  maxFailedAttempts: z.int().min(2).max(11).optional(),
  autoLockMinutes: z.int().min(0).max(15).optional(),
  /** How long a locked device opens without the passcode; 0 asks at once. */
  graceMinutes: z.int().min(0).max(1440).optional(),
}

const wifi = {
  /** IEEE 802.11: 1 to 32 bytes. */
  ssid: z
    .string()
    .min(1)
    .refine((text) => new TextEncoder().encode(text).length <= 32, 'has at most 32 bytes'),
  hidden: z.boolean().optional(),
  autoJoin: z.boolean().optional(),
  /** False makes the device show its true address to this network. */
  randomizeMac: z.boolean().optional(),
  security: z.enum(['none', 'wep', 'wpa', 'wpa2', 'wpa3', 'any']),
}

/** Of an enterprise network (802.1X). */
const enterprise = {
  eapTypes: z
    .array(z.enum(['tls', 'ttls', 'peap', 'fast']))
    .min(1)
    .max(4),
  /** Without one the person is asked. */
  userName: line(250).optional(),
  /** Shown outside of the tunnel in place of the name. */
  outerIdentity: line(250).optional(),
  ttlsInner: z.enum(['PAP', 'CHAP', 'MSCHAP', 'MSCHAPv2', 'EAP']).optional(),
  /** Names in the certificate of the server; `*` stands for a part of one. */
  trustedServerNames: z.array(line(253)).max(10).optional(),
}
const manualProxy = {
  type: z.literal('manual'),
  server: line(253),
  port: z.int().min(1).max(65535),
  userName: line(250).optional(),
}
const autoProxy = z.strictObject({
  type: z.literal('auto'),
  pacUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  directWhenUnreachable: z.boolean().optional(),
})

/** By the keys of the catalogue (`/policies/restrictions`). */
export const RestrictionValue = z.union([
  z.boolean(),
  z.number(),
  z.string().max(2000),
  z.array(z.string().max(500)).max(500),
])
const restrictions = { values: z.record(z.string().min(1).max(100), RestrictionValue) }

const webClip = {
  label: line(100),
  url: z.url({ protocol: /^https?$/ }).max(2000),
  removable: z.boolean().optional(),
  fullScreen: z.boolean().optional(),
}

const app = {
  source: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('app-store'),
      /** Its number in the App Store. */
      appId: z.string().regex(/^\d{1,15}$/, 'must be the number of the app in the App Store'),
    }),
    z.strictObject({
      kind: z.literal('manifest'),
      url: z.url({ protocol: /^https$/, error: 'must be an https address' }).max(2000),
    }),
  ]),
  /** By it the app is removed when the policy is taken away; without it the app stays. */
  bundleId: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,155}$/, 'must be letters, digits, points and dashes')
    .optional(),
  /** False keeps the app when the enrollment ends. */
  removeWithEnrollment: z.boolean().optional(),
  keepOutOfBackups: z.boolean().optional(),
  /** Settings handed to the app. */
  configuration: z
    .record(z.string().min(1).max(200), z.union([z.string().max(4000), z.boolean(), z.number()]))
    .optional(),
}

/** As it is written. */
export const PolicyContent = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('configuration-profile'),
    fileName: FileName,
    /** The .mobileconfig; left out of a change, it stays. */
    bytes: File.optional(),
  }),
  z.strictObject({ kind: z.literal('passcode'), ...passcode }),
  z.strictObject({
    kind: z.literal('wifi'),
    ...wifi,
    /** Of a personal network. */
    password: Secret.nullish(),
    enterprise: z
      .strictObject({
        ...enterprise,
        password: Secret.nullish(),
        /** DER or PEM; they travel in the same profile. */
        trustedCertificates: z.array(File).max(10).optional(),
        /** PKCS#12 with the identity for EAP-TLS. */
        identity: z.strictObject({ file: File, password: z.string().max(500) }).nullish(),
      })
      .optional(),
    proxy: z
      .discriminatedUnion('type', [z.strictObject({ ...manualProxy, password: Secret.nullish() }), autoProxy])
      .optional(),
  }),
  z.strictObject({ kind: z.literal('restrictions'), ...restrictions }),
  z.strictObject({
    kind: z.literal('web-clip'),
    ...webClip,
    /** PNG. */
    icon: File.nullish(),
  }),
  z.strictObject({
    kind: z.literal('certificate'),
    fileName: FileName.optional(),
    /** PEM, DER or PKCS#12; left out of a change, it stays. */
    file: File.optional(),
    /** Of a PKCS#12 file. */
    password: Secret.nullish(),
  }),
  z.strictObject({ kind: z.literal('app'), ...app }),
])
export type PolicyContent = z.infer<typeof PolicyContent>
export type PolicyKind = PolicyContent['kind']
export type PolicyContentOf<K extends PolicyKind> = Extract<PolicyContent, { kind: K }>

/** In the order in which devices get them. */
export const policyKinds = [
  'certificate',
  'wifi',
  'passcode',
  'restrictions',
  'web-clip',
  'configuration-profile',
  'app',
] as const satisfies PolicyKind[]
export const PolicyKindName = z.enum(policyKinds)

/** An uploaded profile, as far as a list shows it; its tree is at `/policies/{id}/profile`. */
export const ProfileSummary = z.object({
  identifier: z.string(),
  displayName: z.string().nullable(),
  payloadTypes: z.array(z.string()),
  signed: z.boolean(),
  /** Bytes. */
  size: z.int(),
})
export type ProfileSummary = z.infer<typeof ProfileSummary>

export const PolicyCertificate = z.object({
  /** PKCS#12 shows nothing of what it holds. */
  format: z.enum(['x509', 'pkcs12']),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  notAfter: Timestamp.nullable(),
  /** SHA-256 of the DER, as certificate viewers write it. */
  fingerprint: z.string().nullable(),
})
export type PolicyCertificate = z.infer<typeof PolicyCertificate>

/** As it is shown: no secret, no whole file. */
export const ShownPolicyContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('configuration-profile'), fileName: z.string(), profile: ProfileSummary }),
  z.object({ kind: z.literal('passcode'), ...passcode }),
  z.object({
    kind: z.literal('wifi'),
    ...wifi,
    hasPassword: z.boolean(),
    enterprise: z
      .object({
        ...enterprise,
        hasPassword: z.boolean(),
        trustedCertificates: z.array(PolicyCertificate),
        hasIdentity: z.boolean(),
      })
      .optional(),
    proxy: z
      .discriminatedUnion('type', [z.object({ ...manualProxy, hasPassword: z.boolean() }), autoProxy])
      .optional(),
  }),
  z.object({ kind: z.literal('restrictions'), ...restrictions }),
  z.object({ kind: z.literal('web-clip'), ...webClip, hasIcon: z.boolean() }),
  z.object({
    kind: z.literal('certificate'),
    fileName: z.string().nullable(),
    certificate: PolicyCertificate,
  }),
  z.object({ kind: z.literal('app'), ...app }),
])
export type ShownPolicyContent = z.infer<typeof ShownPolicyContent>
