import type { ProfileSummary } from '../contract/policy-content.ts'
import { ProfileError } from '../protocol/mdm/payloads/profile-error.ts'
import { readProfile, type ReadProfile } from '../protocol/mdm/payloads/read-profile.ts'

/** A device would replace its enrollment, or a policy of ours, by an uploaded profile of such a name. */
export const reserved = ['muster.enrollment']

export type Upload = { summary: ProfileSummary; profile: ReadProfile }

/** An uploaded .mobileconfig that devices can install. @throws {ProfileError} when they cannot, or it would harm them */
export function readUpload(bytes: Uint8Array): Upload {
  const profile = readProfile(bytes, { reserved })
  const [fault] = profile.findings.filter(({ severity }) => severity === 'error')
  if (fault) throw new ProfileError('content', `${fault.path || 'The profile'} ${fault.message}.`)
  const { identifier, displayName, payloads, signer, size } = profile
  if (identifier === null || identifier.startsWith('muster.'))
    throw new ProfileError('content', 'Names that begin with “muster.” are those of Muster itself.')
  const payloadTypes = [...new Set(payloads.map(({ type }) => type))]
  return { profile, summary: { identifier, displayName, payloadTypes, signed: signer !== null, size } }
}
