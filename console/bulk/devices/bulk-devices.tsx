import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDevices, IconPlus, IconUpload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type BulkDevice, type BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { DeviceStatus } from '../../../src/contract/device.ts'
import { isFiltered, noFilters } from '../../app/address.ts'
import { itemsOf, totalOf } from '../../api/list.ts'
import { useCan } from '../../session/use-session.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { type Column, rowLink, selectedIds, type SelectedRows } from '../../ui/column.ts'
import { Empty } from '../../ui/empty.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { LinkAnchor, LinkButton } from '../../ui/link.tsx'
import { ListView } from '../../ui/list-view.tsx'
import { Status } from '../../ui/status.tsx'
import { BulkDeviceDialog } from './bulk-device-dialog.tsx'
import { bulkDevicesOptions } from '../bulk-queries.ts'
import { ChosenBulkDevices } from './chosen-bulk-devices.tsx'

const statusOptions = DeviceStatus.options.map((value) => ({ value, label: t(`status.device.${value}`) }))

/** The devices of a list, with what can be done to those that are ticked. */
export function BulkDevices({ bulk }: { bulk: BulkEnrollment }) {
  const filters = useSearch({ from: '/shell/bulk/$id' })
  const navigate = useNavigate({ from: '/bulk/$id' })
  const mayWrite = useCan()('bulk-enrollment:write')
  const query = useInfiniteQuery(bulkDevicesOptions(bulk.id, filters))
  const [selected, setSelected] = useState<SelectedRows>({})
  const chosen = new Set(selectedIds(selected))
  const devices = itemsOf(query.data).filter(({ id }) => chosen.has(id))
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  return (
    <Stack component="section" gap="sm">
      <Group justify="space-between">
        <Title order={2}>
          {t('bulk.device.list')}{' '}
          <Text span c="dimmed" size="lg">
            {query.data && formatNumber(totalOf(query.data) ?? 0)}
          </Text>
        </Title>
        {mayWrite && <ListActs bulk={bulk} />}
      </Group>
      <ListView
        name="bulk-devices"
        label={t('bulk.device.list')}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        selection={mayWrite ? { selected, onChange: setSelected } : undefined}
        bulk={
          devices.length > 0 && (
            <ChosenBulkDevices bulk={bulk} devices={devices} onClear={() => setSelected({})} />
          )
        }
        onOpen={({ id }) => void navigate({ to: '/devices/$id', params: { id } })}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('bulk.device.search')}
            search={filters.q}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
            choices={[
              {
                name: 'status',
                label: t('bulk.device.status'),
                value: filters.status,
                options: statusOptions,
              },
            ]}
          />
        }
        empty={
          <Empty icon={IconDevices} title={t('bulk.device.empty')}>
            {t('bulk.device.empty.text')}
          </Empty>
        }
      />
    </Stack>
  )
}

function ListActs({ bulk }: { bulk: BulkEnrollment }) {
  const mayImport = useCan()('import:write')
  const [adding, add] = useDisclosure(false)
  return (
    <Group gap="xs">
      {mayImport && (
        <LinkButton
          to="/bulk/$id/setup"
          params={{ id: bulk.id }}
          search={{ at: 'list' }}
          variant="default"
          leftSection={<IconUpload size={16} aria-hidden />}
        >
          {t('bulk.list.upload')}
        </LinkButton>
      )}
      <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add.open}>
        {t('bulk.device.add')}
      </Button>
      {adding && <BulkDeviceDialog bulk={bulk} devices={[]} onClose={add.close} />}
    </Group>
  )
}

const attributesOf = ({ customAttributes }: BulkDevice) =>
  Object.entries(customAttributes)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')

const identifier = (value: string | null) => value && <span className="identifier">{value}</span>

const columns: Column<BulkDevice>[] = [
  {
    id: 'identifier',
    header: t('bulk.device.identifier'),
    width: 170,
    always: true,
    cell: ({ id, identifier: name }) => (
      <LinkAnchor {...rowLink} to="/devices/$id" params={{ id }} fw={550}>
        {name}
      </LinkAnchor>
    ),
  },
  { id: 'imei', header: t('device.imei'), width: 150, wide: true, cell: ({ imei }) => identifier(imei) },
  {
    id: 'serial',
    header: t('device.serial'),
    width: 140,
    wide: true,
    cell: ({ serial }) => identifier(serial),
  },
  { id: 'maker', header: t('device.manufacturer'), width: 120, wide: true, cell: (row) => row.manufacturer },
  { id: 'user', header: t('device.user'), width: 120, wide: true, cell: ({ userName }) => userName },
  {
    id: 'attributes',
    header: t('bulk.device.attributes'),
    width: 160,
    wide: true,
    cell: (row) => attributesOf(row) || null,
  },
  {
    id: 'status',
    header: t('bulk.device.status'),
    width: 140,
    cell: ({ status }) => <Status kind="device" state={status} />,
  },
]
