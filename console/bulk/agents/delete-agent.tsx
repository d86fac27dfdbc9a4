import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { HostedAgent } from '../../../src/contract/hosted-agent.ts'
import { t } from '../../texts/t.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { agentsOptions, deleteAgent, versionOf } from './agent-queries.ts'

export function DeleteAgent({ agent, onClose }: { agent: HostedAgent; onClose: () => void }) {
  const client = useQueryClient()
  const words = { name: agent.package, version: versionOf(agent) }
  const remove = useMutation({
    mutationFn: () => deleteAgent(agent),
    onSuccess: () => {
      notifyDone(t('agents.deleted', words))
      onClose()
      return client.invalidateQueries({ queryKey: agentsOptions.queryKey })
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('agents.delete.title', words)}
      act={t('act.delete')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      {t(agent.newest ? 'agents.delete.newest' : 'agents.delete.older')}
    </Confirm>
  )
}
