import type { ProfileFinding, ProfileNode, ProfileReading } from '../contract/policy-file.ts'
import type { Policy } from '../contract/policy.ts'

/** A policy for a terminal; its content as the API shows it. */
export function policyText(policy: Policy): string {
  const { devices, content } = policy
  const { kind: _kind, ...rest } = content
  return [
    `Name       ${policy.name}`,
    `Kind       ${policy.kind}`,
    ...(policy.description ? [`About      ${policy.description}`] : []),
    `Platforms  ${policy.platforms.join(', ') || 'all'}`,
    `Supervised ${policy.supervised ? 'partly needed' : 'not needed'}`,
    `Groups     ${policy.groups.join(', ') || 'none'}`,
    `Templates  ${policy.templates.join(', ') || 'none'}`,
    `Version    ${policy.version}`,
    `Devices    ${devices.given}: ${devices.installed} installed, ${devices.pending} on its way, ${devices.failed} failed`,
    `Content    ${JSON.stringify(rest)}`,
    `Id         ${policy.id}`,
  ].join('\n')
}

/** An uploaded profile as a tree, and what devices would make of it. */
export const profileText = ({ identifier, signer, payloads, findings }: ProfileReading): string =>
  [
    `Profile    ${identifier ?? 'without identifier'}${signer ? `, signed by ${signer.subject}` : ''}`,
    ...payloads.flatMap(({ type, title, keys }) => [
      `├ ${title ?? 'Unknown payload'} (${type})`,
      ...keys.flatMap((node) => nodeLines(node, '│ ├ ')),
    ]),
    ...findings.map(findingLine),
  ].join('\n')

const nodeLines = (node: ProfileNode, indent: string): string[] => [
  `${indent}${node.key}: ${valueOf(node)}`,
  ...node.children.flatMap((child) => nodeLines(child, indent.replace('├', '│ ├'))),
]

function valueOf({ type, value, secret, size }: ProfileNode): string {
  if (secret) return '(kept secret)'
  if (value !== null) return value
  return type === 'data' ? `(${size} bytes)` : `(${size})`
}

const findingLine = ({ severity, path, message }: ProfileFinding): string =>
  `${severity.padEnd(10)} ${path || 'profile'} ${message}`
