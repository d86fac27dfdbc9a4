import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import type { DepResults } from '../../../src/contract/dep.ts'
import { t } from '../../texts/t.ts'
import { LinkButton } from '../../ui/link.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { ScrollTable } from '../../ui/scroll-table.tsx'

/** Apple's own word for each device; what failed comes first. */
export const DepResultTable = ({ results, onClose }: { results: DepResults; onClose: () => void }) => (
  <Stack gap="md">
    <Text fw={600} role="status">
      {t('dep-results.summary', { succeeded: results.succeeded, failed: results.failed })}
    </Text>
    <ScrollTable label={t('dep-results.title')} minWidth={420} maxHeight="50dvh" stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('dep-results.serial')}</Table.Th>
          <Table.Th>{t('dep-results.status')}</Table.Th>
          <Table.Th>{t('dep-results.message')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {failedFirst(results).map(({ serial, status, message }) => (
          <Table.Tr key={serial}>
            <Table.Td className="identifier">{serial}</Table.Td>
            <Table.Td>
              <StateBadge
                tone={isDone(status) ? 'good' : 'bad'}
                icon={isDone(status) ? IconCheck : IconX}
                word={status}
              />
            </Table.Td>
            <Table.Td>{message}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
    <Group justify="flex-end" gap="xs">
      {results.results.some(({ nextTryAt }) => nextTryAt) && (
        <LinkButton to="/dep/assignments" variant="default">
          {t('dep-results.open')}
        </LinkButton>
      )}
      <Button onClick={onClose}>{t('act.close')}</Button>
    </Group>
  </Stack>
)

const failedFirst = ({ results }: DepResults) =>
  results.toSorted((a, b) => Number(isDone(a.status)) - Number(isDone(b.status)))

/** Of a removal too. */
const isDone = (status: string) => status === 'SUCCESS'
