import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { Fact } from '../../ui/facts.tsx'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { AttributeRulesDialog } from './attribute-rules-dialog.tsx'
import { DefaultAttributesDialog } from './default-attributes-dialog.tsx'

/** Which custom attributes the devices of the list may have, which they have without being said so, and until when they change. */
export function AttributesCard({ bulk }: { bulk: BulkEnrollment }) {
  const mayWrite = useCan()('bulk-enrollment:write')
  const [opened, open] = useState<'rules' | 'defaults'>()
  const close = () => open(undefined)
  const defaults = Object.entries(bulk.defaultAttributes)
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{t('bulk.attributes')}</Title>
          {mayWrite && (
            <Group gap="xs">
              <Button variant="default" size="xs" onClick={() => open('rules')}>
                {t('bulk.attributes.edit')}
              </Button>
              <Button variant="default" size="xs" onClick={() => open('defaults')}>
                {t('bulk.defaults.edit')}
              </Button>
            </Group>
          )}
        </Group>
        {bulk.attributes.length === 0 ? (
          <Text c="dimmed">{t('bulk.attributes.any')}</Text>
        ) : (
          <Rules bulk={bulk} />
        )}
        <dl className="facts">
          <Fact label={t('bulk.defaults')}>
            {defaults.length > 0
              ? defaults.map(([name, value]) => `${name}: ${value}`).join(', ')
              : t('bulk.defaults.none')}
          </Fact>
          <Fact label={t('bulk.follow.later')}>
            {t(bulk.attributesFollowList ? 'bulk.follow.on' : 'bulk.follow.off')}
          </Fact>
        </dl>
        {opened === 'rules' && <AttributeRulesDialog bulk={bulk} onClose={close} />}
        {opened === 'defaults' && <DefaultAttributesDialog bulk={bulk} onClose={close} />}
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
