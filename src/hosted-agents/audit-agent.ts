import type { AuditRecord } from '../platform/audit/audit.ts'
import type { AgentRecord } from './hosted-agent-store.ts'

export const topic = 'android-agent' as const

export function auditOf(what: 'uploaded' | 'deleted', agent: AgentRecord): AuditRecord {
  const { id, package: name, versionCode, versionName, fileName, size, sha256, facts } = agent
  const said = {
    package: name,
    versionCode,
    versionName,
    fileName,
    size,
    sha256: sha256.toString('hex'),
    certificates: facts.certificates.map(({ checksum }) => checksum),
  }
  const target = { kind: topic, id, name: `${name} ${versionName ?? versionCode}` }
  return {
    action: `android-agent.${what}`,
    target,
    ...(what === 'uploaded' ? { after: said } : { before: said }),
  }
}
