import type { Device } from '../contract/device.ts'
import type { PolicyReason } from '../contract/policy.ts'
import { policyKinds, type PolicyKind } from '../contract/policy-content.ts'

/** Pure rules on policies: who gets which, in which order, and what follows for a device. */

type Platform = Device['platform']

export type PolicyFacts = {
  id: string
  name: string
  kind: PolicyKind
  /** None: every platform that knows the kind. */
  platforms: readonly Platform[]
  priority: number
  version: number
  /** By it a device replaces and removes what it got; empty for an app that cannot be named. */
  identifier: string
  supervised: boolean
}

/** A policy with the names of those it is given to. */
export type AssignedPolicy = PolicyFacts & { groups: readonly string[]; templates: readonly string[] }

export type DeviceKit = {
  platform: Platform
  groups: readonly string[]
  template: string | null
  /** The groups that its template brings. */
  templateGroups: readonly string[]
}

export type GivenPolicy = { policy: PolicyFacts; because: PolicyReason[]; applies: boolean }

const apple: readonly Platform[] = ['ios', 'ipados', 'macos', 'tvos']
const screens: readonly Platform[] = ['ios', 'ipados', 'macos', 'android']

/** Where anything of a kind can be done. */
export const kindPlatforms: Record<PolicyKind, readonly Platform[]> = {
  certificate: [...apple, 'android'],
  wifi: [...apple, 'android'],
  passcode: screens,
  restrictions: [...apple, 'android'],
  'web-clip': screens,
  'configuration-profile': apple,
  app: [...apple, 'android'],
}

export const appliesTo = ({ kind, platforms }: PolicyFacts, platform: Platform): boolean =>
  kindPlatforms[kind].includes(platform) && (platforms.length === 0 || platforms.includes(platform))

/**
 * What a device gets by its groups, its template and the groups of its template, and why, in the order in which it gets them:
 * what others build upon first (a network needs its certificates), then by priority, then by name. The database says the same
 * of many devices: `given.ts`.
 */
export function givenPolicies(device: DeviceKit, policies: readonly AssignedPolicy[]): GivenPolicy[] {
  return policies
    .map((policy) => ({
      policy,
      because: reasonsFor(device, policy),
      applies: appliesTo(policy, device.platform),
    }))
    .filter(({ because }) => because.length > 0)
    .toSorted((a, b) => inOrder(a.policy, b.policy))
}

function reasonsFor(device: DeviceKit, { groups, templates }: AssignedPolicy): PolicyReason[] {
  const { template } = device
  const own = device.groups.filter((name) => groups.includes(name))
  const brought = template === null ? [] : device.templateGroups.filter((name) => groups.includes(name))
  return [
    ...(template !== null && templates.includes(template)
      ? [{ kind: 'template' as const, name: template }]
      : []),
    ...own.map((name) => ({ kind: 'group' as const, name })),
    ...brought
      .filter((name) => !own.includes(name))
      .map((name) => ({ kind: 'group' as const, name, template: template ?? '' })),
  ]
}

type Ordered = Pick<PolicyFacts, 'kind' | 'priority' | 'name'>

export function inOrder(a: Ordered, b: Ordered): number {
  const byKind = policyKinds.indexOf(a.kind) - policyKinds.indexOf(b.kind)
  if (byKind !== 0) return byKind
  if (a.priority !== b.priority) return b.priority - a.priority
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
