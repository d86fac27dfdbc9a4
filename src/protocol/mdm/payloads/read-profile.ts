import { CmsError } from '../../cms/cms-error.ts'
import { verifySignedData } from '../../cms/verify-signed-data.ts'
import { isDict, parsePlist, PlistError, type PlistDict } from '../../plist/plist.ts'
import { checkProfile, type Finding } from './check-profile.ts'
import { payloadTypeOf } from './payload-types.ts'
import { ProfileError } from './profile-error.ts'
import { treeMaker, type ProfileNode } from './profile-tree.ts'
import { supervisedOnlyOf } from './supervised-only.ts'
import type { ApplePlatform } from './restrictions.ts'

export const maxProfileBytes = 1024 * 1024

/** Who has made so many mistakes does not read the others. */
const mostFindings = 200
const severities = ['error', 'warning', 'hint']
const bySeverity = (a: Finding, b: Finding) => severities.indexOf(a.severity) - severities.indexOf(b.severity)

export type ReadPayload = {
  type: string
  /** What it is about; null for types that are not known here. */
  title: string | null
  identifier: string | null
  uuid: string | null
  displayName: string | null
  version: number | null
  /** Null when the type is not known. */
  platforms: ApplePlatform[] | null
  /** Keys that only supervised devices heed, or the type itself. */
  supervisedOnly: string[]
  keys: ProfileNode[]
}

export type ReadProfile = {
  identifier: string | null
  uuid: string | null
  displayName: string | null
  organization: string | null
  description: string | null
  scope: string | null
  removalDisallowed: boolean
  /** Whose key signed; whether to trust it is for the reader. */
  signer: { subject: string; issuer: string; notAfter: Date } | null
  /** Bytes of the file. */
  size: number
  payloads: ReadPayload[]
  findings: Finding[]
}

export type ReadOptions = {
  /** Identifiers that the profile may not have, such as that of the enrollment. */
  reserved?: readonly string[]
  /** Tells what has expired. */
  now?: Date
}

/**
 * Reads a .mobileconfig, plain or signed (CMS in DER or BER), and says what a device would make of it. What stands in it is
 * foreign: nothing is followed or loaded.
 * @throws {ProfileError} when it cannot be read at all; everything else is a finding
 */
export function readProfile(file: Uint8Array, options: ReadOptions = {}): ReadProfile {
  if (file.length > maxProfileBytes) throw new ProfileError('too-large', 'The profile is larger than 1 MiB.')
  const { content, signer } = unwrap(file)
  const profile = readDict(content)
  const node = treeMaker()
  const dicts = payloadDicts(profile)
  return {
    ...namesOf(profile),
    organization: text(profile, 'PayloadOrganization'),
    description: text(profile, 'PayloadDescription'),
    scope: text(profile, 'PayloadScope'),
    removalDisallowed: profile['PayloadRemovalDisallowed'] === true,
    signer,
    size: file.length,
    payloads: dicts.map((dict) => readPayload(dict, node)),
    findings: checkProfile(profile, { ...options, signer })
      .toSorted(bySeverity)
      .slice(0, mostFindings),
  }
}

/** The parts of `PayloadContent` that are payloads at all. */
export function payloadDicts(profile: PlistDict): PlistDict[] {
  const content = profile['PayloadContent']
  return Array.isArray(content) ? content.filter((each): each is PlistDict => isDict(each)) : []
}

type Node = ReturnType<typeof treeMaker>
const common = /^Payload(Type|Version|Identifier|UUID|DisplayName|Description|Organization|Enabled|Scope)$/

function readPayload(dict: PlistDict, node: Node): ReadPayload {
  const type = text(dict, 'PayloadType') ?? ''
  const known = payloadTypeOf(type)
  const version = dict['PayloadVersion']
  return {
    type,
    title: known?.title ?? null,
    ...namesOf(dict),
    version: typeof version === 'number' ? version : null,
    platforms: known?.platforms ?? null,
    supervisedOnly: supervisedOnlyOf(dict),
    keys: Object.entries(dict)
      .filter(([key]) => !common.test(key))
      .map(([key, value]) => node(key, value)),
  }
}

const text = (dict: PlistDict, key: string): string | null => {
  const value = dict[key]
  return typeof value === 'string' ? value : null
}

const namesOf = (dict: PlistDict) => ({
  identifier: text(dict, 'PayloadIdentifier'),
  uuid: text(dict, 'PayloadUUID'),
  displayName: text(dict, 'PayloadDisplayName'),
})

function unwrap(file: Uint8Array): { content: Uint8Array; signer: ReadProfile['signer'] } {
  if (file[0] !== 0x30) return { content: file, signer: null }
  try {
    const { content, signer } = verifySignedData(file)
    const { subject, issuer, validToDate } = signer
    return { content, signer: { subject: oneLine(subject), issuer: oneLine(issuer), notAfter: validToDate } }
  } catch (cause) {
    if (!(cause instanceof CmsError)) throw cause
    if (cause.reason === 'signature')
      throw new ProfileError(
        'signature',
        'The signature is wrong: the profile was changed after it was signed.',
        {
          cause,
        },
      )
    throw new ProfileError('malformed', 'The file is neither a profile nor a signed profile.', { cause })
  }
}

/** Node writes a name in lines. */
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ')

function readDict(content: Uint8Array): PlistDict {
  const value = parse(content)
  if (!isDict(value)) throw new ProfileError('malformed', 'The file is a property list, and no profile.')
  return value
}

function parse(content: Uint8Array) {
  try {
    return parsePlist(content, { maxBytes: maxProfileBytes })
  } catch (cause) {
    if (!(cause instanceof PlistError)) throw cause
    throw new ProfileError('malformed', `The file is no profile. ${cause.message}.`, { cause })
  }
}
