import { Stack } from '@mantine/core'
import { IconPackage } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { HostedAgent } from '../../../src/contract/hosted-agent.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page, PageSkeleton } from '../../ui/page.tsx'
import { AgentCard } from './agent-card.tsx'
import { agentsOptions } from './agent-queries.ts'
import { AgentUpload } from './agent-upload.tsx'
import { DeleteAgent } from './delete-agent.tsx'

/** The apps that phones download from this server when they are set up. */
export function AgentsPage() {
  const mayWrite = useCan()('bulk-enrollment:write')
  const { data, error, refetch } = useQuery(agentsOptions)
  const [deleting, setDeleting] = useState<HostedAgent>()
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const groups = [...Map.groupBy(data, ({ key }) => key).entries()]
  return (
    <Page title={t('agents.title')} count={groups.length} description={t('agents.description')}>
      <Stack gap="xl" maw={860}>
        {mayWrite && <AgentUpload />}
        {groups.length === 0 && (
          <Empty icon={IconPackage} title={t('agents.empty')}>
            {t('agents.empty.text')}
          </Empty>
        )}
        {groups.map(([key, [first, ...older]]) => (
          <AgentCard key={key} versions={[first!, ...older]} {...(mayWrite && { onDelete: setDeleting })} />
        ))}
      </Stack>
      {deleting && <DeleteAgent agent={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  )
}
