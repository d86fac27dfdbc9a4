import { z } from 'zod'
import { Timestamp } from './common.ts'
import { RestrictionName } from './restrictions.ts'

/**
 * What policies hold, in words of no platform. Each kind has two shapes: as it is written, with its secrets, and as it is shown.
 * A secret that is left out of a change stays; null clears it.
 */

/** Whole files in standard base64: 1 MiB at most. */
export const maxPolicyFileBytes = 1024 * 1024
const File = z
  .base64()
  .min(4)
  .max(Math.ceil(maxPolicyFileBytes / 3) * 4)
const FileName = z.string().trim().min(1).max(200)
const Secret = z.string().min(1).max(500).nullish()
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'may not contain line ends or control characters')

const passcode = {
  required: z.boolean().default(true),
  /** Ascending, descending or repeated characters. */
  simpleAllowed: z.boolean().default(true),
  lettersRequired: z.boolean().default(false),
  minimumLength: z.int().min(0).max(16).default(0),
  minimumSymbols: z.int().min(0).max(4).default(0),
  maximumAgeDays: z.int().min(1).max(730).nullable().default(null),
  /** So many earlier ones may not come back. */
  history: z.int().min(1).max(50).nullable().default(null),
  /** The device is erased (iPhone, iPad) or locked (Mac) after so many wrong tries. */
  maximumFailedAttempts: z.int().min(2).max(11).nullable().default(null),
  autoLockMinutes: z.int().min(1).max(15).nullable().default(null),
  /** How long a locked device opens without the passcode; 0: never. */
  graceMinutes: z.int().min(0).max(240).nullable().default(null),
}

export const WifiSecurity = z.enum(['open', 'wep', 'wpa', 'wpa2', 'wpa3', 'any', 'enterprise'])
const wifi = {
  /** IEEE 802.11: 1 to 32 bytes. */
  ssid: z
    .string()
    .min(1)
    .refine((text) => new TextEncoder().encode(text).length <= 32, 'has at most 32 bytes'),
  hidden: z.boolean().default(false),
  autoJoin: z.boolean().default(true),
  /** The random address per network stays off. */
  fixedHardwareAddress: z.boolean().default(false),
  /** `any`: whichever of the personal kinds the network has. */
  security: WifiSecurity,
  /** With `enterprise` only. */
  eapMethods: z
    .array(z.enum(['peap', 'ttls', 'tls']))
    .max(3)
    .default([]),
  userName: line(250).nullable().default(null),
  outerIdentity: line(250).nullable().default(null),
  trustedServerNames: z.array(line(253)).max(10).default([]),
  proxy: z
    .discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('none') }),
      z.strictObject({ mode: z.literal('automatic'), url: z.url({ protocol: /^https?$/ }).max(2000) }),
      z.strictObject({
        mode: z.literal('manual'),
        host: line(253),
        port: z.int().min(1).max(65535),
      }),
    ])
    .default({ mode: 'none' }),
}

const restrictions = {
  /** False forbids, true allows; what is left out is not touched. */
  values: z.partialRecord(RestrictionName, z.boolean()),
}

const webClip = {
  title: line(100),
  url: z.url({ protocol: /^https?$/ }).max(2000),
  fullScreen: z.boolean().default(false),
  removable: z.boolean().default(false),
  /** The icon is drawn as it is, without gloss. */
  precomposed: z.boolean().default(true),
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
  /** What removes it with the enrollment, or when the policy is taken away. */
  bundleId: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,155}$/, 'must be letters, digits, points and dashes')
    .nullable()
    .default(null),
  removeWithEnrollment: z.boolean().default(true),
  keepOutOfBackups: z.boolean().default(false),
  /** Settings handed to the app. */
  configuration: z
    .record(z.string().min(1).max(200), z.union([z.string().max(4000), z.boolean(), z.number()]))
    .default({}),
}

/** As it is written. */
export const PolicyContent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('configuration-profile'), fileName: FileName, bytes: File }),
  z.strictObject({ kind: z.literal('passcode'), ...passcode }),
  z.strictObject({
    kind: z.literal('wifi'),
    ...wifi,
    password: Secret,
    /** Authorities whose servers are trusted, PEM or DER; with `enterprise`. */
    authorities: z.array(File).max(10).default([]),
    /** PKCS#12: what the device proves itself with; with `tls`. */
    identity: File.nullish(),
    identityPassword: Secret,
  }),
  z.strictObject({ kind: z.literal('restrictions'), ...restrictions }),
  z.strictObject({ kind: z.literal('web-clip'), ...webClip, /** PNG. */ icon: File.nullish() }),
  z.strictObject({
    kind: z.literal('certificate'),
    fileName: FileName,
    /** One certificate, PEM or DER, or PKCS#12 with its key. */
    bytes: File,
    password: Secret,
  }),
  z.strictObject({ kind: z.literal('app'), ...app }),
])
export type PolicyContent = z.infer<typeof PolicyContent>
export type PolicyContentOf<K extends PolicyContent['kind']> = Extract<PolicyContent, { kind: K }>
export type PolicyKind = PolicyContent['kind']

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

/** An uploaded profile, as far as a list shows it. */
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
    authorities: z.array(PolicyCertificate),
    hasIdentity: z.boolean(),
  }),
  z.object({ kind: z.literal('restrictions'), ...restrictions }),
  z.object({ kind: z.literal('web-clip'), ...webClip, hasIcon: z.boolean() }),
  z.object({ kind: z.literal('certificate'), fileName: z.string(), certificate: PolicyCertificate }),
  z.object({ kind: z.literal('app'), ...app }),
])
export type ShownPolicyContent = z.infer<typeof ShownPolicyContent>
