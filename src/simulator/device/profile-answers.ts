import { CmsError } from '../../protocol/cms/cms-error.ts'
import { verifySignedData } from '../../protocol/cms/verify-signed-data.ts'
import {
  isDict,
  parsePlist,
  PlistError,
  type PlistDict,
  type PlistValue,
} from '../../protocol/plist/plist.ts'
import { accept, refusal, type CommandAnswer } from './command-answer.ts'

/** A profile as the device keeps it: what `ProfileList` says of it. */
export type KnownProfile = { dict: PlistDict; signer?: Buffer | undefined; isEnrollment: boolean }

type Holder = { profiles?: Map<string, KnownProfile>; leaving?: 'erase' | 'unmanaged' }

const profilesOf = (holder: Holder) => (holder.profiles ??= new Map<string, KnownProfile>())

/** Installs the profile, or puts it in the place of the one with its identifier (apple-mdm.md 2.4). */
export function installProfile(holder: Holder, file: Uint8Array): CommandAnswer {
  const read = readProfile(file)
  if (typeof read === 'string') return refusal(4001, 'The profile could not be installed.', read)
  const identifier = read.dict['PayloadIdentifier']
  if (typeof identifier !== 'string')
    return refusal(4001, 'The profile could not be installed.', 'The profile has no identifier.')
  profilesOf(holder).set(identifier, read)
  return accept()
}

export function removeProfile(holder: Holder, identifier: string): CommandAnswer {
  const known = profilesOf(holder).get(identifier)
  if (!known) return refusal(12075, `The profile "${identifier}" is not installed.`)
  profilesOf(holder).delete(identifier)
  if (known.isEnrollment) holder.leaving = 'unmanaged'
  return accept()
}

export const listProfiles = (holder: Holder, managedOnly: boolean): PlistDict[] =>
  [...profilesOf(holder).values()].map(described).filter((p) => !managedOnly || p['IsManaged'] === true)

function described({ dict, signer, isEnrollment }: KnownProfile): PlistDict {
  const content = dict['PayloadContent']
  const payloads = (Array.isArray(content) ? content : []).filter(isDict)
  return {
    ...pick(dict, [
      'PayloadIdentifier',
      'PayloadUUID',
      'PayloadDisplayName',
      'PayloadOrganization',
      'PayloadDescription',
      'PayloadVersion',
    ]),
    PayloadRemovalDisallowed: dict['PayloadRemovalDisallowed'] === true,
    HasRemovalPasscode: false,
    IsEncrypted: false,
    // The profile by which it is managed did not come by this channel.
    IsManaged: !isEnrollment,
    PayloadContent: payloads.map((payload) =>
      pick(payload, ['PayloadType', 'PayloadIdentifier', 'PayloadDisplayName', 'PayloadVersion']),
    ),
    ...(signer ? { SignerCertificates: [signer] } : {}),
  }
}

const pick = (dict: PlistDict, names: string[]): PlistDict =>
  Object.fromEntries(
    names.flatMap((name): [string, PlistValue][] => (dict[name] === undefined ? [] : [[name, dict[name]]])),
  )

/** The profile in a file, signed or not; a text says why there is none. */
export function readProfile(file: Uint8Array): KnownProfile | string {
  try {
    const { content, signer } =
      file[0] === 0x30 ? verifySignedData(file) : { content: file, signer: undefined }
    const dict = parsePlist(content)
    if (!isDict(dict) || dict['PayloadType'] !== 'Configuration') return 'The file is not a profile.'
    const inner = dict['PayloadContent']
    const payloads = Array.isArray(inner) ? inner.filter(isDict) : []
    const isEnrollment = payloads.some(({ PayloadType: type }) => type === 'com.apple.mdm')
    return { dict, signer: signer && Buffer.from(signer.raw), isEnrollment }
  } catch (error) {
    if (error instanceof PlistError || error instanceof CmsError) return error.message
    throw error
  }
}
