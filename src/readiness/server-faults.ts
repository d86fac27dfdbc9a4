import type { DepAccountState } from '../contract/dep.ts'
import type { ProfileFacts, Surroundings } from './facts.ts'

/** Rules on what devices have in common: asked once, for one device and for all of them (ready-condition.ts). */

const dayMs = 86_400_000
/** Devices renew nothing by themselves; a month is time to act. */
export const soonMs = 30 * dayMs

const goodStates: ReadonlySet<DepAccountState> = new Set(['ok', 'throttled', 'unavailable'])

/** A pause that Apple asks for is nobody's fault; all else needs a person. */
export const isAccountWell = (state: DepAccountState): boolean => goodStates.has(state)

/** The address of this server: fit for devices, for devices on this machine only (a rehearsal), or for none. */
export function addressFitness({ publicUrl }: Pick<Surroundings, 'publicUrl'>): 'https' | 'here' | 'http' {
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol === 'https:') return 'https'
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) ? 'here' : 'http'
}

/** The certificates of ours that have ended. */
export const endedAuthorities = ({ authorities, now }: Pick<Surroundings, 'authorities' | 'now'>) =>
  authorities.filter(({ expiresAt }) => Date.parse(expiresAt) <= now.getTime())

/** Something about the server alone keeps every Apple device out. */
export const isServerFit = (around: Surroundings): boolean =>
  addressFitness(around) !== 'http' && endedAuthorities(around).length === 0

/** W28, W29. Null when devices can get the agent. */
export function agentFault({ settings }: Pick<Surroundings, 'settings'>): string | null {
  const { agentAppId, agentManifestUrl, agentVersion, minimumAgentVersion } = settings
  if (!agentAppId && !agentManifestUrl)
    return 'The agent is required and is not published: the enrollment settings name neither an app nor a manifest.'
  if (!minimumAgentVersion || compareVersions(agentVersion, minimumAgentVersion) >= 0) return null
  return agentVersion
    ? `The published agent has version ${agentVersion}; at least ${minimumAgentVersion} is needed.`
    : `The version of the published agent is not given; at least ${minimumAgentVersion} is needed.`
}

/** Number by number: 3.10 is later than 3.9, and 3.3 is 3.3.0. Negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)]
  const length = Math.max(left.length, right.length)
  const differences = Array.from({ length }, (_, n) => (left[n] ?? 0) - (right[n] ?? 0))
  return differences.find((difference) => difference !== 0) ?? 0
}

const numbersOf = (version: string): number[] => (version ? version.split('.').map(Number) : [-1])

/** The profile sends devices to this server. */
export function leadsHere(
  { address }: ProfileFacts,
  { publicUrl }: Pick<Surroundings, 'publicUrl'>,
): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(publicUrl).origin
}

/** Profiles with which devices are not ready: not the latest version, or of another server. */
export const isProfileFit = (profile: ProfileFacts, around: Pick<Surroundings, 'publicUrl'>): boolean =>
  profile.latest === null && leadsHere(profile, around)
