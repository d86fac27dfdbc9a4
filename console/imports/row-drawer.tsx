import { Drawer, List, Stack, Table, Text, Title } from '@mantine/core'
import type { ImportRow } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { Status } from '../ui/status.tsx'
import { errorsFirst } from './row-summary.tsx'

/** One row in full: every field before and after, every problem with its column. */
export const RowDrawer = ({ row, onClose }: { row: ImportRow | undefined; onClose: () => void }) => (
  <Drawer
    opened={row !== undefined}
    onClose={onClose}
    title={row && t('import.row.title', { line: String(row.line), label: row.label })}
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    {row && (
      <Stack gap="md" align="flex-start">
        <Status kind="row" state={row.outcome} />
        {row.problems.length > 0 && (
          <section>
            <Title order={2} mb="xs">
              {t('import.row.problems')}
            </Title>
            <List>
              {errorsFirst(row.problems).map(({ column, code, message, severity }) => (
                <List.Item key={`${column} ${code}`} className="row-part" data-severity={severity}>
                  <strong>{column}</strong> {message}
                </List.Item>
              ))}
            </List>
          </section>
        )}
        {row.changes.length > 0 ? (
          <ChangeTable row={row} />
        ) : (
          row.outcome === 'unchanged' && <Text c="dimmed">{t('import.row.no-changes')}</Text>
        )}
      </Stack>
    )}
  </Drawer>
)

const ChangeTable = ({ row }: { row: ImportRow }) => (
  <Table>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('import.row.field')}</Table.Th>
        <Table.Th>{t('import.row.before')}</Table.Th>
        <Table.Th>{t('import.row.after')}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {row.changes.map(({ field, before, after }) => (
        <Table.Tr key={field}>
          <Table.Th scope="row">{field}</Table.Th>
          <Table.Td className="row-part">{before ?? '–'}</Table.Td>
          <Table.Td className="row-part">
            {after === null ? <em>{t('import.rows.cleared')}</em> : <ins>{after}</ins>}
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
)
