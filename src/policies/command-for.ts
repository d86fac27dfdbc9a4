import type { Device } from '../contract/device.ts'
import type { Db } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import type { Signer } from '../protocol/cms/sign-data.ts'
import type { Command } from '../protocol/mdm/command.ts'
import { ProfileError } from '../protocol/mdm/payloads/profile-error.ts'
import { openContent } from './open-content.ts'
import { installApp, installPolicyProfile, signedPolicyProfile } from './policy-commands.ts'
import type { PolicyFacts } from './policy.ts'

export type CommandMakers = {
  secrets: Secrets
  signer: Signer
  organization: string
  platform: Device['platform']
}

type Fault = { error: string }
export const isFault = (made: Command | Fault): made is Fault => !('RequestType' in made)

/** The command that brings a policy to a device; in words what is wrong with one that cannot be built. */
export async function commandFor(
  db: Db,
  policy: PolicyFacts,
  makers: CommandMakers,
): Promise<Command | Fault> {
  const built = readBuilt(policy, makers)
  if (built) return installPolicyProfile(built)
  const content = await openContent(makers.secrets, db, policy.id)
  if (content.kind === 'app') return installApp(content, makers.platform)
  const { organization, signer } = makers
  try {
    const signed = signedPolicyProfile(content, { ...policy, organization }, signer)
    keepBuilt(policy, makers, signed)
    return installPolicyProfile(signed)
  } catch (error) {
    if (error instanceof ProfileError) return { error: error.message }
    throw error
  }
}

/**
 * The signed profile of each version that was needed last: a thousand devices get the same bytes, and each signature costs a
 * millisecond. By all that goes into them.
 */
const builtProfiles = new WeakMap<Signer['key'], Map<string, Buffer>>()
const mostBuilt = 50

const nameOf = ({ id, version, name }: PolicyFacts, { organization }: CommandMakers) =>
  JSON.stringify([id, version, name, organization])

const readBuilt = (policy: PolicyFacts, makers: CommandMakers): Buffer | undefined =>
  builtProfiles.get(makers.signer.key)?.get(nameOf(policy, makers))

function keepBuilt(policy: PolicyFacts, makers: CommandMakers, signed: Buffer): void {
  const { key } = makers.signer
  const built = builtProfiles.get(key) ?? new Map<string, Buffer>()
  builtProfiles.set(key, built)
  built.set(nameOf(policy, makers), signed)
  const [oldest] = built.keys()
  if (built.size > mostBuilt && oldest !== undefined) built.delete(oldest)
}
