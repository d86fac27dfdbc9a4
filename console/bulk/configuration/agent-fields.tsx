import { Fieldset, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AgentPreset } from '../../../src/contract/bulk-configuration.ts'
import { t } from '../../texts/t.ts'
import { type PartProps, sayAt } from './complaints.ts'
import { agentDraft, type AgentField, entriesFor } from './configuration-draft.ts'

const hints: Record<AgentField, string> = {
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
  const { agent } = draft
  const field = (name: AgentField) => (
    <TextInput
      key={name}
      label={t(`bulk.agent.${name}`)}
      {...sayAt(complaints, `agent.${name}`, hints[name])}
      {...(name === 'minimumVersionCode' && { inputMode: 'numeric' as const })}
      value={agent[name]}
      onChange={(event) => onChange({ agent: { ...agent, [name]: event.currentTarget.value } })}
    />
  )
  const choose = (name: string | null) => {
    setPreset(name)
    const chosen = agents.find((one) => one.name === name)
    if (!chosen) return
    const has = new Set(draft.productKeys.map(({ key }) => key))
    const wanted = entriesFor(chosen.productKeys ?? {}).filter(({ key }) => !has.has(key))
    onChange({ agent: agentDraft(chosen.agent), productKeys: [...draft.productKeys, ...wanted] })
  }
  const note = agents.find(({ name }) => name === preset)?.note
  return (
    <Fieldset legend={t('bulk.agent')} style={{ minWidth: 0 }}>
      <Stack gap="md">
        <Text size="sm">{t('bulk.agent.lead')}</Text>
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
          {(['packageChecksum', 'minimumVersionCode', 'tokenKey', 'serverKey'] as const).map(field)}
        </SimpleGrid>
      </Stack>
    </Fieldset>
  )
}
