import { Button, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { HostedAgent } from '../../../src/contract/hosted-agent.ts'
import { formatBytes } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { versionOf } from './agent-queries.ts'

type Props = { versions: HostedAgent[]; onDelete?: (agent: HostedAgent) => void }

/** The files of an agent, newest first: the first one is what phones get. */
export const AgentVersions = ({ versions, onDelete }: Props) => (
  <ScrollTable
    label={t('agents.versions', { name: versions[0]?.package ?? '' })}
    minWidth={620}
    verticalSpacing="sm"
  >
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('agents.version')}</Table.Th>
        <Table.Th>{t('agents.file')}</Table.Th>
        <Table.Th>{t('agents.size')}</Table.Th>
        <Table.Th>{t('agents.uploaded-at')}</Table.Th>
        {onDelete && (
          <Table.Th>
            <VisuallyHidden>{t('act.delete')}</VisuallyHidden>
          </Table.Th>
        )}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {versions.map((agent) => (
        <Version key={agent.id} agent={agent} {...(onDelete && { onDelete })} />
      ))}
    </Table.Tbody>
  </ScrollTable>
)

function Version({ agent, onDelete }: { agent: HostedAgent; onDelete?: Props['onDelete'] }) {
  const { fileName, size, newest, uploadedAt, uploadedBy } = agent
  const version = versionOf(agent)
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {version} {newest && <StateBadge tone="good" icon={IconDownload} word={t('agents.served')} />}
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{fileName}</Table.Td>
      <Table.Td>{formatBytes(size)}</Table.Td>
      <Table.Td>
        <Time at={uploadedAt} />
        <Text size="sm" c="dimmed">
          {t('agents.by', { name: uploadedBy })}
        </Text>
      </Table.Td>
      {onDelete && (
        <Table.Td ta="right">
          <Button
            variant="default"
            size="xs"
            onClick={() => onDelete(agent)}
            aria-label={`${t('act.delete')}: ${agent.package} ${version}`}
          >
            {t('act.delete')}
          </Button>
        </Table.Td>
      )}
    </Table.Tr>
  )
}
