import { Select } from '@mantine/core'
import type { HostedAgent } from '../../../src/contract/hosted-agent.ts'
import { t } from '../../texts/t.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import { versionOf } from '../agents/agent-queries.ts'
import { type Complaints, sayAt } from './complaints.ts'

type Props = {
  hosted: HostedAgent[]
  value: string | null
  complaints: Complaints
  onChoose: (agent: HostedAgent | undefined) => void
}

/** An agent that phones get from this server, by its newest version. */
export function HostedAgentSelect({ hosted, value, complaints, onChoose }: Props) {
  const newest = hosted.filter((agent) => agent.newest)
  const { error, description } = sayAt(complaints, 'agent.hostedAgent', t('bulk.agent.hostedAgent.hint'))
  return (
    <Select
      label={t('bulk.agent.hostedAgent')}
      description={
        <>
          {newest.length === 0 ? t('bulk.agent.hostedAgent.none') : description}{' '}
          <LinkAnchor to="/agents" inherit underline="always">
            {t('bulk.agent.hostedAgent.manage')}
          </LinkAnchor>
        </>
      }
      error={error}
      data={newest.map((agent) => ({ value: agent.key, label: labelOf(agent, newest) }))}
      value={value}
      onChange={(key) => onChoose(newest.find((agent) => agent.key === key))}
      disabled={newest.length === 0 && value === null}
      clearable
      clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('bulk.agent.hostedAgent') }) }}
    />
  )
}

/** Two of one package differ by who signed them. */
function labelOf(agent: HostedAgent, all: HostedAgent[]): string {
  const label = `${agent.package} ${versionOf(agent)}`
  const isAlone = all.filter((other) => other.package === agent.package).length === 1
  return isAlone ? label : `${label}, ${agent.certificates[0]?.subject ?? ''}`
}
