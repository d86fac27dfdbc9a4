import { createHash } from 'node:crypto'
import type { AgentFacts, HostedAgent } from '../contract/hosted-agent.ts'
import type { Apk } from '../protocol/android/apk/apk.ts'
import type { AgentRecord } from './hosted-agent-store.ts'

/**
 * What the address in a printed code is made of: the same for every version of a package as long as its certificates are the same,
 * also when it is deleted and uploaded again, or on another server after a move.
 */
export const keyOf = ({ package: name, signers }: Pick<Apk, 'package' | 'signers'>): string =>
  createHash('sha256')
    .update([name, ...signers.map(({ checksum }) => checksum)].join('\n'))
    .digest('base64url')
    .slice(0, 16)

/** Short: it is in the QR code. */
export const agentPath = (key: string): string => `/android/agents/${key}/agent.apk`

export const componentOf = ({ package: name, facts }: Pick<AgentRecord, 'package' | 'facts'>) =>
  facts.adminReceivers[0] === undefined ? null : `${name}/${facts.adminReceivers[0]}`

type Shown = { publicUrl: string; usedBy: HostedAgent['usedBy'] }

export function shownAgent(record: AgentRecord, { publicUrl, usedBy }: Shown): HostedAgent {
  const { facts, sha256, ...same } = record
  return {
    ...same,
    ...facts,
    component: componentOf(record),
    signatureChecksum: facts.certificates[0]!.checksum,
    packageChecksum: sha256.toString('base64url'),
    downloadUrl: `${publicUrl}${agentPath(record.key)}`,
    usedBy,
    warnings: agentWarnings(facts),
  }
}

/** What lets the set-up of a phone fail, as far as the file shows it. */
export function agentWarnings({ adminReceivers, testOnly, answersProvisioning }: AgentFacts) {
  const warnings: HostedAgent['warnings'] = []
  if (adminReceivers.length === 0)
    warnings.push({
      code: 'agent.no-receiver',
      message: 'The app has no receiver that can be admin of a device: it is no agent, or hides it',
    })
  else if (!answersProvisioning)
    warnings.push({
      code: 'agent.no-provisioning',
      message:
        'The app does not answer GET_PROVISIONING_MODE and ADMIN_POLICY_COMPLIANCE: from Android 12 on it does not become owner',
    })
  if (testOnly)
    warnings.push({
      code: 'agent.test-only',
      message: 'The app is built for tests only (android:testOnly): phones do not install it',
    })
  return warnings
}
