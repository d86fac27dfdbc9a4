import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { AttributeRulesDialog } from './attribute-rules-dialog.tsx'

/** Which custom attributes the devices of the list may have. */
export function AttributesCard({ bulk }: { bulk: BulkEnrollment }) {
  const mayWrite = useCan()('bulk-enrollment:write')
  const [opened, dialog] = useDisclosure(false)
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{t('bulk.attributes')}</Title>
          {mayWrite && (
            <Button variant="default" size="xs" onClick={dialog.open}>
              {t('bulk.attributes.edit')}
            </Button>
          )}
        </Group>
        {bulk.attributes.length === 0 ? (
          <Text c="dimmed">{t('bulk.attributes.any')}</Text>
        ) : (
          <Rules bulk={bulk} />
        )}
        {opened && <AttributeRulesDialog bulk={bulk} onClose={dialog.close} />}
      </Stack>
    </Paper>
  )
}

const Rules = ({ bulk: { attributes } }: { bulk: BulkEnrollment }) => (
  <ScrollTable label={t('bulk.attributes')} minWidth={360} verticalSpacing="xs">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('bulk.attributes.name')}</Table.Th>
        <Table.Th>{t('bulk.attributes.type')}</Table.Th>
        <Table.Th>{t('bulk.attributes.values')}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {attributes.map(({ name, type, required, values }) => (
        <Table.Tr key={name}>
          <Table.Td>{name}</Table.Td>
          <Table.Td>
            {t(`bulk.attributes.type.${type}`)}
            {required && `, ${t('bulk.attributes.required').toLowerCase()}`}
          </Table.Td>
          <Table.Td>{values.join(', ')}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </ScrollTable>
)
