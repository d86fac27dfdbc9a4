import { Fieldset, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AgentPreset } from '../../../src/contract/bulk-configuration.ts'
import { t } from '../../texts/t.ts'
import { type PartProps, sayAt } from './complaints.ts'
import { agentsOptions } from '../agents/agent-queries.ts'
import type { AgentField } from './configuration-draft.ts'
import { chooseHosted, choosePreset, filledFields } from './hosted-choice.ts'
import { HostedAgentSelect } from './hosted-agent-select.tsx'

const hints: Record<AgentField, string> = {
  hostedAgent: t('bulk.agent.hostedAgent.hint'),
  component: t('bulk.agent.component.hint'),
  downloadUrl: t('bulk.agent.downloadUrl.hint'),
  signatureChecksum: t('bulk.agent.signatureChecksum.hint'),
  packageChecksum: t('bulk.agent.packageChecksum.hint'),
  minimumVersionCode: t('bulk.agent.minimumVersionCode.hint'),
  tokenKey: t('bulk.agent.key.hint'),
  serverKey: t('bulk.agent.key.hint'),
}

/** Which app becomes owner of the phone, and where the phone gets it. */
export function AgentFields({ draft, onChange, complaints, agents }: PartProps & { agents: AgentPreset[] }) {
  const [preset, setPreset] = useState<string | null>(null)
  const { data: hosted = [] } = useQuery(agentsOptions)
  const { agent } = draft
  const isFilled = (name: AgentField) => draft.agent.hostedAgent !== '' && filledFields.includes(name)
  const field = (name: AgentField) => (
    <TextInput
      key={name}
      label={t(`bulk.agent.${name}`)}
      {...sayAt(
        complaints,
        `agent.${name}`,
        isFilled(name) ? t('bulk.agent.hostedAgent.filled') : hints[name],
      )}
      {...(isFilled(name) && { readOnly: true, variant: 'filled' })}
      {...(name === 'minimumVersionCode' && { inputMode: 'numeric' as const })}
      value={agent[name]}
      onChange={(event) => onChange({ agent: { ...agent, [name]: event.currentTarget.value } })}
    />
  )
  const choose = (name: string | null) => {
    setPreset(name)
    const chosen = agents.find((one) => one.name === name)
    if (chosen) onChange(choosePreset(draft, chosen, hosted))
  }
  const note = agents.find(({ name }) => name === preset)?.note
  return (
    <Fieldset legend={t('bulk.agent')} style={{ minWidth: 0 }}>
      <Stack gap="md">
        <Text size="sm">{t('bulk.agent.lead')}</Text>
        <HostedAgentSelect
          hosted={hosted}
          value={agent.hostedAgent || null}
          complaints={complaints}
          onChoose={(chosen) =>
            onChange(chosen ? chooseHosted(draft, chosen, agents) : { agent: { ...agent, hostedAgent: '' } })
          }
        />
        <Select
          label={t('bulk.agent.preset')}
          {...(note && { description: note })}
          data={agents.map(({ name }) => name)}
          value={preset}
          onChange={choose}
          clearable
          clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('bulk.agent.preset') }) }}
        />
        {field('component')}
        {field('downloadUrl')}
        {field('signatureChecksum')}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {agent.hostedAgent === '' && field('packageChecksum')}
          {(['minimumVersionCode', 'tokenKey', 'serverKey'] as const).map(field)}
        </SimpleGrid>
      </Stack>
    </Fieldset>
  )
}
