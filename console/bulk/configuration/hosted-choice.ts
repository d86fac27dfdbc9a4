import type { AgentPreset } from '../../../src/contract/bulk-configuration.ts'
import type { HostedAgent } from '../../../src/contract/hosted-agent.ts'
import { agentDraft, type AgentField, type ConfigurationDraft, entriesFor } from './configuration-draft.ts'

/** What the server fills in from an uploaded agent. */
export const filledFields: readonly AgentField[] = ['downloadUrl', 'signatureChecksum']

type Some = Partial<ConfigurationDraft>

/** An uploaded agent brings what its file says, and what its maker publishes of its keys. */
export function chooseHosted(draft: ConfigurationDraft, hosted: HostedAgent, presets: AgentPreset[]): Some {
  const preset = presets.find(({ agent }) => agent.component.startsWith(`${hosted.package}/`))
  return {
    ...(preset && fromPreset(draft, preset)),
    agent: {
      ...draft.agent,
      hostedAgent: hosted.key,
      ...(preset && { tokenKey: preset.agent.tokenKey, serverKey: preset.agent.serverKey }),
      component: hosted.component ?? preset?.agent.component ?? '',
      downloadUrl: hosted.downloadUrl,
      signatureChecksum: hosted.signatureChecksum,
      packageChecksum: '',
    },
  }
}

/** A known agent comes from this server if it is uploaded. */
export function choosePreset(draft: ConfigurationDraft, preset: AgentPreset, hosted: HostedAgent[]): Some {
  const uploaded = hosted.find(
    ({ package: name, newest }) => newest && preset.agent.component.startsWith(`${name}/`),
  )
  return uploaded ? chooseHosted(draft, uploaded, [preset]) : fromPreset(draft, preset)
}

function fromPreset(draft: ConfigurationDraft, { agent, productKeys }: AgentPreset): Some {
  const has = new Set(draft.productKeys.map(({ key }) => key))
  const wanted = entriesFor(productKeys).filter(({ key }) => !has.has(key))
  return {
    agent: agentDraft(agent),
    productKeys: [...draft.productKeys, ...wanted],
  }
}
