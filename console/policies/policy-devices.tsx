import { Button, Group, Paper, Select, Stack, Table, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Policy, type PolicyDevice, PolicyState } from '../../src/contract/policy.ts'
import { itemsOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { stateOf } from './policy-words.ts'
import { policyDevicesOptions, retryPolicy } from './policy-queries.ts'

const stateOptions = PolicyState.options.map((value) => ({ value, label: t(`status.policy.${value}`) }))

/** Who has the policy, and how far it is there. */
export function PolicyDevices({ policy }: { policy: Policy }) {
  const [state, setState] = useState<string | null>(null)
  const query = useInfiniteQuery(policyDevicesOptions(policy.id, { state }))
  const items = itemsOf(query.data)
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{t('policy.devices')}</Title>
          <Group gap="xs">
            <Select
              aria-label={t('policy.devices.state')}
              placeholder={t('policy.devices.state')}
              data={stateOptions}
              value={state}
              onChange={setState}
              clearable
              clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('policy.devices.state') }) }}
              w={170}
            />
            <RetryAll policy={policy} />
          </Group>
        </Group>
        <ErrorMessage error={query.error} />
        {query.data && items.length === 0 && <Text c="dimmed">{t('policy.devices.empty')}</Text>}
        {items.length > 0 && <DeviceTable items={items} />}
        {query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('policy.devices.more')}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}

function RetryAll({ policy: { id, devices } }: { policy: Policy }) {
  const client = useQueryClient()
  const mayWrite = useCan()('policy:write')
  const retry = useMutation({
    mutationFn: () => retryPolicy(id),
    onSuccess: ({ retried }) => {
      notifyDone(retried > 0 ? t('policy.retried', { count: retried }) : t('policy.retried.none'))
      return client.invalidateQueries({ queryKey: ['policy'] })
    },
  })
  if (!mayWrite || devices.failed === 0) return null
  return (
    <>
      <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
        {t('policy.retry-all')}
      </Button>
      <ErrorMessage error={retry.error} />
    </>
  )
}

const DeviceTable = ({ items }: { items: PolicyDevice[] }) => (
  <ScrollTable label={t('policy.devices')} minWidth={420} verticalSpacing="xs" maxHeight="70vh">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('policy.devices.device')}</Table.Th>
        <Table.Th>{t('policy.devices.state')}</Table.Th>
        <Table.Th>{t('policy.devices.version')}</Table.Th>
        <Table.Th>{t('policy.devices.when')}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {items.map((item) => (
        <DeviceRow key={item.device.id} item={item} />
      ))}
    </Table.Tbody>
  </ScrollTable>
)

const DeviceRow = ({ item: { device, state, installedVersion, error, at } }: { item: PolicyDevice }) => (
  <Table.Tr>
    <Table.Td>
      <LinkAnchor to="/devices/$id" params={{ id: device.id }}>
        {device.identifier}
      </LinkAnchor>
      {device.displayName && (
        <Text size="sm" c="dimmed">
          {device.displayName}
        </Text>
      )}
    </Table.Td>
    <Table.Td>
      <Status kind="policy" state={stateOf(state, device.status)} />
      {error && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {error}
        </Text>
      )}
    </Table.Td>
    <Table.Td>{installedVersion}</Table.Td>
    <Table.Td>{at && <Time at={at} />}</Table.Td>
  </Table.Tr>
)
