import { Button, Group, Stack, Table, Text } from '@mantine/core'
import type { ZeroTouchEntry } from '../../src/contract/google.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'
import { numberOf } from './number-of.ts'
import type { Applied } from './use-apply.ts'

type Props = { applied: Applied; entries: ZeroTouchEntry[]; onClose: () => void }

/** What became of each, in Google's own words where it refused. */
export function ApplyResult({ applied, entries, onClose }: Props) {
  const { done, failed, error, unknown } = applied
  return (
    <Stack gap="md">
      <Text fw={600} role="status">
        {t('zero-touch-result.done', { count: done })}{' '}
        {failed.length > 0 && t('zero-touch-result.failed', { count: failed.length })}
      </Text>
      {unknown > 0 && <Text>{t('zero-touch-result.unknown', { count: unknown })}</Text>}
      <ErrorMessage error={error} />
      {failed.length > 0 && <Failed failed={failed} entries={entries} />}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t('act.close')}
        </Button>
      </Group>
    </Stack>
  )
}

function Failed({ failed, entries }: { failed: Applied['failed']; entries: ZeroTouchEntry[] }) {
  const numbers = new Map(
    entries.map(({ deviceId, claimed }) => [deviceId, numberOf(claimed, deviceId)] as const),
  )
  return (
    <ScrollTable label={t('zero-touch-result.list')} minWidth={320} maxHeight="50dvh" stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('zero-touch-result.device')}</Table.Th>
          <Table.Th>{t('zero-touch-result.message')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {failed.map(({ deviceId, message }) => (
          <Table.Tr key={deviceId}>
            <Table.Td className="identifier">{numbers.get(deviceId) ?? deviceId}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{message}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  )
}
