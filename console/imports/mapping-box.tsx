import { Paper, Table, Title } from '@mantine/core'
import type { ColumnMapping, Import } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { ScrollTable } from '../ui/scroll-table.tsx'

/** Where each column of the file goes; one that goes nowhere says so. */
export const MappingBox = ({ of }: { of: Import }) =>
  of.mapping.length > 0 && (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        {t('import.mapping')}
      </Title>
      <ScrollTable label={t('import.mapping')} minWidth={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('import.mapping.column')}</Table.Th>
            <Table.Th>{t('import.mapping.field')}</Table.Th>
            <Table.Th>{t('import.mapping.how')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {of.mapping.map((mapping) => (
            <Table.Tr key={mapping.index}>
              <Table.Th scope="row">{mapping.column}</Table.Th>
              <Table.Td>{mapping.field ?? <em>{t('import.mapping.not-imported')}</em>}</Table.Td>
              <Table.Td>{howText(mapping)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </Paper>
  )

const howText = ({ how, proposal }: ColumnMapping) =>
  how === 'unknown' && proposal
    ? t('import.mapping.did-you-mean', { name: proposal })
    : t(`import.how.${how}`)
