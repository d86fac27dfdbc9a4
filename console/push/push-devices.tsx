import { Paper, Table, Text, Title } from '@mantine/core'
import type { PushCertificate } from '../../src/contract/push.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ScrollTable } from '../ui/scroll-table.tsx'

/** Devices keep the topic that they enrolled with: those of another one are out of reach for ever. */
export const PushDevices = ({ devices }: { devices: PushCertificate['devices'] }) => (
  <Paper withBorder p="md" component="section">
    <Title order={2} mb="xs">
      {t('push.devices')}
    </Title>
    {devices.length === 0 ? (
      <Text size="sm">{t('push.devices.none')}</Text>
    ) : (
      <ScrollTable label={t('push.devices')} minWidth={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('push.devices.topic')}</Table.Th>
            <Table.Th>{t('push.devices.reached')}</Table.Th>
            <Table.Th>{t('push.devices.enrolled')}</Table.Th>
            <Table.Th>{t('push.devices.token-gone')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {devices.map(({ topic, current, enrolled, tokenGone }) => (
            <Table.Tr key={topic}>
              <Table.Td className="identifier">{topic}</Table.Td>
              <Table.Td>{current ? t('push.devices.yes') : t('push.devices.no')}</Table.Td>
              <Table.Td>{formatNumber(enrolled)}</Table.Td>
              <Table.Td>{formatNumber(tokenGone)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    )}
  </Paper>
)
