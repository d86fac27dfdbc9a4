import type { BulkConfiguration, ConfigurationFinding } from '../../contract/bulk-configuration.ts'
import { agentPath, agentWarnings, componentOf } from '../../hosted-agents/hosted-agent.ts'
import { findNewest, type AgentRecord } from '../../hosted-agents/hosted-agent-store.ts'
import type { Db } from '../../platform/db/database.ts'
import { checkProvisioning } from '../../protocol/android/check-provisioning.ts'
import type { Provisioning } from '../../protocol/android/provisioning.ts'

type Agent = BulkConfiguration['agent']

/** The newest file of the uploaded agent that a configuration names. */
export const findHosted = async (db: Db, { hostedAgent }: Agent): Promise<AgentRecord | undefined> =>
  hostedAgent === null ? undefined : findNewest(db, hostedAgent)

/**
 * The file says where it is and whose it is, whatever stands beside it. Its own checksum is left out: the next version has another
 * one, and the printed codes are to stay.
 */
export function withHosted(agent: Agent, hosted: AgentRecord | undefined, publicUrl: string): Agent {
  if (!hosted) return agent
  return {
    ...agent,
    component: agent.component === '' ? (componentOf(hosted) ?? '') : agent.component,
    downloadUrl: `${publicUrl}${agentPath(hosted.key)}`,
    signatureChecksum: hosted.facts.certificates[0]!.checksum,
    packageChecksum: null,
  }
}

/** As `checkProvisioning`, but for the address: that of this server may be an http one while somebody tries it out. */
export function checkAgentAndAll(provisioning: Provisioning, { hostedAgent }: Agent): ConfigurationFinding[] {
  const isTrial = hostedAgent !== null && (provisioning.agent.downloadUrl ?? '').startsWith('http:')
  return checkProvisioning(provisioning).map((finding) =>
    isTrial && finding.code === 'agent.download' ? httpWarning : finding,
  )
}

const httpWarning: ConfigurationFinding = {
  pointer: '/agent/downloadUrl',
  code: 'agent.http',
  severity: 'warning',
  message: 'The public address of this server is not https: phones may refuse to download from it',
}

/** What an uploaded file shows about a configuration that names it. */
export function checkHosted(
  agent: Agent,
  hosted: AgentRecord | undefined,
  publicUrl: string,
): ConfigurationFinding[] {
  if (agent.hostedAgent === null) return []
  if (!hosted)
    return [error('/agent/hostedAgent', 'agent.not-hosted', 'The uploaded agent is not there any more')]
  return [
    ...checkComponent(agent, hosted),
    ...checkAddress(agent, hosted, publicUrl),
    ...agentWarnings(hosted.facts).map((warning) => ({
      pointer: '/agent/hostedAgent',
      severity: 'warning' as const,
      ...warning,
    })),
  ]
}

const error = (pointer: string, code: string, message: string): ConfigurationFinding => ({
  pointer,
  code,
  severity: 'error',
  message,
})

function checkComponent({ component }: Agent, hosted: AgentRecord): ConfigurationFinding[] {
  if (component === '') return []
  const at = '/agent/component'
  const [name = '', receiver = ''] = component.split('/')
  const { adminReceivers } = hosted.facts
  if (name !== hosted.package)
    return [error(at, 'agent.other-package', `The package of the uploaded agent is ${hosted.package}`)]
  const full = receiver.startsWith('.') ? `${name}${receiver}` : receiver
  if (adminReceivers.length === 0 || adminReceivers.includes(full)) return []
  const message = `The uploaded agent has no admin receiver ${full}, but ${adminReceivers.join(', ')}`
  return [error(at, 'agent.other-receiver', message)]
}

function checkAddress({ downloadUrl }: Agent, { key }: AgentRecord, publicUrl: string) {
  if (downloadUrl === `${publicUrl}${agentPath(key)}`) return []
  const message = `The public address of this server is ${publicUrl} now: save the configuration once more`
  return [error('/agent/downloadUrl', 'agent.moved', message)]
}
