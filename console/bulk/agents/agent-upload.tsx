import { Paper, Progress, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { hostedAgentLimits } from '../../../src/contract/hosted-agent.ts'
import { formatBytes } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { DropFile } from '../../ui/drop-file.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { agentsOptions, uploadAgent, versionOf } from './agent-queries.ts'

const size = formatBytes(hostedAgentLimits.bytes)

/** Takes an APK, and says how much of it has been sent. */
export function AgentUpload() {
  const client = useQueryClient()
  const [sent, setSent] = useState(0)
  const sending = useMutation({
    mutationFn: (file: File) => {
      setSent(0)
      return uploadAgent(file, setSent)
    },
    onSuccess: (agent) => {
      notifyDone(t('agents.uploaded', { name: agent.package, version: versionOf(agent) }))
      return client.invalidateQueries({ queryKey: agentsOptions.queryKey })
    },
  })
  if (sending.isPending) return <Sending name={sending.variables.name} sent={sent} />
  return (
    <Stack gap="xs">
      <DropFile
        title={t('agents.drop')}
        hint={t('agents.drop.hint', { size })}
        refusal={t('agents.drop.refused', { size })}
        maxBytes={hostedAgentLimits.bytes}
        onFile={(file) => sending.mutate(file)}
      />
      <ErrorMessage error={sending.error} />
    </Stack>
  )
}

const Sending = ({ name, sent }: { name: string; sent: number }) => (
  <Paper withBorder p="md" role="status">
    <Text size="sm" mb={4} style={{ overflowWrap: 'anywhere' }}>
      {sent < 1 ? t('agents.sending', { name }) : t('agents.reading', { name })}
    </Text>
    <Progress value={sent * 100} animated={sent === 1} aria-label={t('agents.progress')} />
  </Paper>
)
