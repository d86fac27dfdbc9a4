import { buildProfile } from '../protocol/mdm/payloads/build-profile.ts'
import { stableUuid } from '../protocol/mdm/stable-uuid.ts'
import type { WholeContent } from './content.ts'

export type ProfileContent = Exclude<WholeContent, { kind: 'app' }>

/** A profile of ours is known by its policy; an uploaded one has a name of its own. */
export const profileIdentifier = (policyId: string): string => `muster.policy.${policyId}`

export type PolicyNames = { id: string; name: string; organization: string }

/**
 * What devices install, not signed by us yet: an uploaded profile goes as it came.
 * @throws {ProfileError} where it cannot be built
 */
export function buildPolicyProfile(content: ProfileContent, { id, name, organization }: PolicyNames): Buffer {
  if (content.kind === 'configuration-profile') return Buffer.from(content.bytes, 'base64')
  const identifier = profileIdentifier(id)
  return Buffer.from(
    buildProfile(content, { identifier, uuid: stableUuid(id, 'profile'), displayName: name, organization }),
  )
}
