import type { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { CmsError } from '../cms/cms-error.ts'
import { verifySignedData } from '../cms/verify-signed-data.ts'
import { isDict, type PlistValue } from '../plist/plist.ts'
import { bytes, text } from './fields.ts'
import { MdmError } from './mdm-error.ts'
import { check, readDict } from './read-message.ts'

const payload = { PayloadIdentifier: z.string(), PayloadUUID: z.string() }

const MdmPayload = z.object({
  ...payload,
  PayloadType: z.literal('com.apple.mdm'),
  IdentityCertificateUUID: z.string(),
  Topic: z.string().startsWith('com.apple.mgmt.'),
  ServerURL: z.url(),
  CheckInURL: z.url().optional(),
  SignMessage: z.boolean().default(false),
  AccessRights: z.number().int().min(1).max(8191).optional(),
  CheckOutWhenRemoved: z.boolean().default(false),
  ServerCapabilities: z.array(z.string()).default([]),
})

/** One set of pairs for each part of the name; iPhones refuse any other nesting. */
const Subject = z.array(z.array(z.tuple([z.string(), z.string()])).min(1))

const ScepPayload = z.object({
  ...payload,
  PayloadType: z.literal('com.apple.security.scep'),
  PayloadContent: z.object({
    URL: z.url(),
    Name: z.string().optional(),
    Subject: Subject.default([]),
    Challenge: z.string().optional(),
    Keysize: z.number().int().default(1024),
    'Key Type': z.literal('RSA').default('RSA'),
    'Key Usage': z.number().int().default(0),
    CAFingerprint: bytes.optional(),
  }),
})

const RootPayload = z.object({
  ...payload,
  PayloadType: z.enum(['com.apple.security.root', 'com.apple.security.pkcs1']),
  PayloadContent: bytes,
})

const Top = z.object({
  ...payload,
  PayloadType: z.literal('Configuration'),
  PayloadVersion: z.literal(1),
  PayloadDisplayName: text,
  PayloadOrganization: text,
  PayloadRemovalDisallowed: z.boolean().default(false),
  PayloadContent: z.array(z.custom<{ [key: string]: PlistValue }>((value) => isDict(value as PlistValue))),
})

export type MdmPayload = z.infer<typeof MdmPayload>
export type ScepPayload = z.infer<typeof ScepPayload>
export type InstalledProfile = {
  profile: Omit<z.infer<typeof Top>, 'PayloadContent'>
  mdm: MdmPayload
  scep: ScepPayload['PayloadContent'] & { PayloadUUID: string }
  trustedRoots: Buffer[]
  /** Who signed the profile, if anybody; not checked against anything. */
  signer: X509Certificate | undefined
}

/** Reads an enrollment profile as strictly as a device does, out of its signature if it has one. @throws {MdmError} */
export function readEnrollmentProfile(file: Uint8Array): InstalledProfile {
  const { content, signer } = unwrap(file)
  const { PayloadContent: payloads, ...profile } = check(Top, readDict(content), 'The profile')
  const ofType = (...types: PlistValue[]) => payloads.filter((p) => types.includes(p['PayloadType'] ?? ''))
  const mdm = check(MdmPayload, one(ofType('com.apple.mdm')), 'The MDM payload')
  const scep = check(ScepPayload, one(ofType('com.apple.security.scep')), 'The SCEP payload')
  if (scep.PayloadUUID !== mdm.IdentityCertificateUUID) {
    throw new MdmError('malformed', 'The MDM payload names another identity than the one in the profile')
  }
  const roots = ofType('com.apple.security.root', 'com.apple.security.pkcs1')
  return {
    profile,
    mdm,
    scep: { ...scep.PayloadContent, PayloadUUID: scep.PayloadUUID },
    trustedRoots: roots.map((p) =>
      Buffer.from(check(RootPayload, p, 'A certificate payload').PayloadContent),
    ),
    signer,
  }
}

function unwrap(file: Uint8Array): { content: Uint8Array; signer: X509Certificate | undefined } {
  if (file[0] !== 0x30) return { content: file, signer: undefined }
  try {
    return verifySignedData(file)
  } catch (cause) {
    if (cause instanceof CmsError) throw new MdmError('bad-signature', cause.message, { cause })
    throw cause
  }
}

function one<T>(payloads: T[]): T {
  const [payload, ...others] = payloads
  if (payload === undefined || others.length > 0) {
    throw new MdmError('malformed', 'The profile needs exactly one MDM and one SCEP payload')
  }
  return payload
}
