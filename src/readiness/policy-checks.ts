import { fail, openPage, pass, type Judge } from './check.ts'
import type { DeviceFacts, Surroundings } from './facts.ts'

const given = ({ policyIds }: DeviceFacts, { policies }: Surroundings) =>
  policies.filter(({ id }) => policyIds.includes(id))

/** Names of those that supervised devices alone heed; none for a Mac, which heeds them all. */
export const supervisedPolicies = (device: DeviceFacts, around: Surroundings): string[] =>
  device.platform === 'macos'
    ? []
    : given(device, around)
        .filter(({ supervised }) => supervised)
        .map(({ name }) => name)

const most = 3

/** "the policy “A”", or "the policies “A”, “B”, “C” and 2 more": with a verb in the singular, of each. */
export function inWords(names: readonly string[]): string {
  const quoted = names.slice(0, most).map((name) => `“${name}”`)
  const rest = names.length - quoted.length
  return `${names.length === 1 ? 'the policy' : 'each of the policies'} ${quoted.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** What a device is given must be something that can be sent. */
export const checkPolicies: Judge = (device, around) => {
  const policies = device.status === 'enrolling' ? given(device, around) : []
  if (policies.length === 0) return undefined
  const broken = policies.find(({ fault }) => fault !== null)
  if (!broken) return pass(`It gets ${policies.length === 1 ? 'one policy' : `${policies.length} policies`}.`)
  return fail(
    `The policy “${broken.name}” cannot be sent: ${broken.fault}`,
    openPage('Open the policy', `/policies/${broken.id}`, 'policy:read'),
  )
}
