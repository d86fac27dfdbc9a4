import { List, Table, Text } from '@mantine/core'
import { IconRefreshAlert } from '@tabler/icons-react'
import { type Import, RowOutcome } from '../../src/contract/import.ts'
import { formatNumber, formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { useNow } from '../ui/time.tsx'

type Outcome = RowOutcome | null

/** What became different when a plan that was no longer true was made again. */
export function ReplannedBox({ of: { replanned, counts, state } }: { of: Import }) {
  const now = useNow()
  if (!replanned || state !== 'planned') return null
  const { at, rows, before, examples } = replanned
  const moved = RowOutcome.options.filter((outcome) => before[outcome] !== counts[outcome])
  return (
    <Message
      tone="warn"
      icon={IconRefreshAlert}
      title={t('import.replanned', { count: rows, when: formatRelativeTime(at, now) })}
      role="status"
    >
      <Text size="sm">{t('import.replanned.text')}</Text>
      {moved.length > 0 && (
        <Table w="auto" horizontalSpacing="sm" verticalSpacing={2} withRowBorders={false} c="inherit">
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              <Table.Th>{t('import.replanned.before')}</Table.Th>
              <Table.Th>{t('import.replanned.now')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {moved.map((outcome) => (
              <Table.Tr key={outcome}>
                <Table.Th scope="row">{t(`status.row.${outcome}`)}</Table.Th>
                <Table.Td>{formatNumber(before[outcome])}</Table.Td>
                <Table.Td>{formatNumber(counts[outcome])}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <List size="sm" c="inherit">
        {examples.map(({ line, label, ...outcomes }) => (
          <List.Item key={line}>
            {t('import.replanned.example', {
              line: String(line),
              label,
              before: outcomeWord(outcomes.before),
              after: outcomeWord(outcomes.after),
            })}
          </List.Item>
        ))}
      </List>
    </Message>
  )
}

const outcomeWord = (outcome: Outcome): string =>
  outcome === null ? t('import.replanned.none') : t(`status.row.${outcome}`)
