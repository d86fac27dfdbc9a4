import { z } from 'zod'
import { Timestamp } from './common.ts'
import { maxPolicyFileBytes } from './policy-content.ts'

/** One value of an uploaded profile. */
export type ProfileNode = {
  /** The key in a dictionary, the number in an array. */
  key: string
  type: 'dict' | 'array' | 'string' | 'integer' | 'real' | 'boolean' | 'date' | 'data'
  /** Null for dictionaries, arrays, data and secrets. */
  value: string | null
  /** It is there, and not shown. */
  secret: boolean
  /** Members, bytes of data, or characters of a text. */
  size: number
  children: ProfileNode[]
}
export const ProfileNode: z.ZodType<ProfileNode> = z
  .object({
    key: z.string(),
    type: z.enum(['dict', 'array', 'string', 'integer', 'real', 'boolean', 'date', 'data']),
    value: z.string().nullable(),
    secret: z.boolean(),
    size: z.int(),
    children: z.array(z.lazy(() => ProfileNode)),
  })
  .meta({ id: 'ProfileNode' })

export const ProfilePayload = z.object({
  type: z.string(),
  /** What it is about; null for types that are not known here. */
  title: z.string().nullable(),
  identifier: z.string().nullable(),
  uuid: z.string().nullable(),
  displayName: z.string().nullable(),
  version: z.number().nullable(),
  /** Apple's names of systems; null when the type is not known. */
  platforms: z.array(z.string()).nullable(),
  /** Keys that only supervised devices heed, or the type itself. */
  supervisedOnly: z.array(z.string()),
  keys: z.array(ProfileNode),
})
export type ProfilePayload = z.infer<typeof ProfilePayload>

export const ProfileFinding = z.object({
  /** With an error devices would refuse the profile, or lose their management: it cannot become a policy. */
  severity: z.enum(['error', 'warning', 'hint']),
  code: z.string(),
  /** JSON Pointer into the profile. */
  path: z.string(),
  /** Continues “The value at the path …”. */
  message: z.string(),
})
export type ProfileFinding = z.infer<typeof ProfileFinding>

/** What a .mobileconfig holds, and what devices would make of it. */
export const ProfileReading = z.object({
  identifier: z.string().nullable(),
  uuid: z.string().nullable(),
  displayName: z.string().nullable(),
  organization: z.string().nullable(),
  description: z.string().nullable(),
  scope: z.string().nullable(),
  removalDisallowed: z.boolean(),
  signer: z.object({ subject: z.string(), issuer: z.string(), notAfter: Timestamp }).nullable(),
  /** Bytes. */
  size: z.int(),
  payloads: z.array(ProfilePayload),
  findings: z.array(ProfileFinding),
})
export type ProfileReading = z.infer<typeof ProfileReading>

const File = z
  .base64()
  .min(4)
  .max(Math.ceil(maxPolicyFileBytes / 3) * 4)
/** In base64; nothing is kept. */
export const ReadProfileFile = z.strictObject({ bytes: File })
export const ReadCertificateFile = z.strictObject({ file: File, password: z.string().max(500).nullish() })

const restriction = {
  /** Apple's name of it. */
  key: z.string(),
  group: z.string(),
  /** What another value than the default does. */
  label: z.string(),
  hint: z.string().nullable(),
  /** Apple's names of systems. */
  platforms: z.array(z.string()),
  supervisedOnly: z.boolean(),
}
/** One entry of the catalogue of restrictions. */
export const PolicyRestriction = z.discriminatedUnion('type', [
  z.object({ ...restriction, type: z.literal('boolean'), default: z.boolean() }),
  z.object({ ...restriction, type: z.literal('integer'), default: z.int(), min: z.int(), max: z.int() }),
  z.object({
    ...restriction,
    type: z.literal('choice'),
    default: z.int(),
    choices: z.array(z.object({ value: z.int(), label: z.string() })),
  }),
  z.object({ ...restriction, type: z.literal('list'), default: z.array(z.string()) }),
])
export type PolicyRestriction = z.infer<typeof PolicyRestriction>
export const PolicyRestrictions = z.object({ items: z.array(PolicyRestriction) })
