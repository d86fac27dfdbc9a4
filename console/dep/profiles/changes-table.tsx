import { Table, Text } from '@mantine/core'
import type { DepProfileChange } from '../../../src/contract/dep-profile.ts'
import { t, tWord } from '../../texts/t.ts'
import { ScrollTable } from '../../ui/scroll-table.tsx'

type Props = { changes: DepProfileChange[]; before: string; after: string }

/** Two versions side by side, what differs only. */
export const ChangesTable = ({ changes, before, after }: Props) => (
  <ScrollTable label={t('dep-profile.changes')} minWidth={260} verticalSpacing="sm">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('dep-profile.field')}</Table.Th>
        <Table.Th>{before}</Table.Th>
        <Table.Th>{after}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {changes.map((change) => (
        <Table.Tr key={change.field}>
          <Table.Th scope="row">{tWord('profile', change.field)}</Table.Th>
          <Table.Td>
            <Value field={change.field} value={change.before} only={change.removed} />
          </Table.Td>
          <Table.Td>
            <Value field={change.field} value={change.after} only={change.added} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </ScrollTable>
)

type ValueProps = { field: string; value: DepProfileChange['before']; only: string[] | undefined }

/** Of a list what the other side has not, and how many it has as well. */
function Value({ field, value, only }: ValueProps) {
  if (value === true) return t('state.yes')
  if (value === false || value === null)
    return (
      <Text c="dimmed" component="span">
        {value === false ? t('state.no') : t('state.none')}
      </Text>
    )
  if (!Array.isArray(value)) return <span style={{ overflowWrap: 'anywhere' }}>{value}</span>
  const own = only ?? []
  const shared = value.length - own.length
  const isCertificates = field !== 'skipSetupItems'
  return (
    <>
      {isCertificates ? own.length > 0 && t('profile.certs.count', { count: own.length }) : own.join(', ')}
      {shared > 0 && (
        <Text size="sm" c="dimmed">
          {t('dep-profile.shared', { count: shared })}
        </Text>
      )}
    </>
  )
}
