import { Skeleton, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { DepSync } from '../../src/contract/dep.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { depSyncsOptions } from './dep-queries.ts'
import { ScrollTable } from '../ui/scroll-table.tsx'

export function SyncHistory({ accountId }: { accountId: string }) {
  const { data, error, isPending } = useQuery(depSyncsOptions(accountId))
  if (isPending) return <Skeleton h={80} />
  if (error) return <ErrorMessage error={error} />
  if (data.length === 0) return <Text c="dimmed">{t('dep-account.sync.none')}</Text>
  return (
    <ScrollTable label={t('dep-account.sync.history')} minWidth={360} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('dep-account.sync.started')}</Table.Th>
          <Table.Th>{t('dep-account.sync.mode')}</Table.Th>
          <Table.Th>{t('dep-account.sync.state')}</Table.Th>
          <Table.Th>{t('dep-account.sync.result')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {data.map((sync) => (
          <Table.Tr key={sync.id}>
            <Table.Td>
              <Time at={sync.startedAt} />
            </Table.Td>
            <Table.Td>{t(`dep-sync.${sync.mode}`)}</Table.Td>
            <Table.Td>
              <Status kind="job" state={sync.state} />
            </Table.Td>
            <Table.Td>{resultText(sync)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  )
}

const resultText = ({ error, added, changed, removed }: DepSync) =>
  error ?? t('dep-account.sync.numbers', { added, changed, removed })
