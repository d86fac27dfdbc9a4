import { Button, Group } from '@mantine/core'
import { IconDevices, IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { isFiltered, noFilters } from '../app/address.ts'
import type { DeviceFilters } from '../app/filters.ts'
import { apiAddress } from '../api/call.ts'
import { totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { selectedIds, type SelectedRows } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkButton } from '../ui/link.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { ChosenDevices } from '../requests/chosen-devices.tsx'
import { deviceColumns } from './device-columns.tsx'
import { deviceListOptions, deviceOptions, namesOptions } from './device-queries.ts'
import { DeviceViews } from './device-views.tsx'
import { platformOptions, sourceOptions } from './device-words.ts'

export function DevicesPage() {
  const filters = useSearch({ from: '/shell/devices' })
  const navigate = useNavigate({ from: '/devices' })
  const client = useQueryClient()
  const query = useInfiniteQuery(deviceListOptions(filters))
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const can = useCan()
  const [selected, setSelected] = useState<SelectedRows>({})
  const chosen = selectedIds(selected)
  return (
    <Page
      title={t('devices.title')}
      count={totalOf(query.data)}
      actions={
        <>
          <ExportDevices filters={filters} />
          <DeviceActs />
        </>
      }
    >
      <DeviceViews filters={filters} onChange={change} />
      <ListView
        name="devices"
        label={t('devices.title')}
        query={query}
        columns={deviceColumns}
        rowId={({ id }) => id}
        sort={filters.sort ?? 'identifier'}
        onSort={(sort) => change({ sort })}
        selection={can('device:write') ? { selected, onChange: setSelected } : undefined}
        bulk={chosen.length > 0 && <ChosenDevices ids={chosen} onClear={() => setSelected({})} />}
        onOpen={({ id }) => void navigate({ to: '/devices/$id', params: { id } })}
        onHover={({ id }) => void client.prefetchQuery(deviceOptions(id))}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={<DeviceFilterBar {...{ filters, change, clear }} />}
        empty={
          <Empty icon={IconDevices} title={t('devices.empty')} action={<DeviceActs />}>
            {t('devices.empty.text')}
          </Empty>
        }
      />
    </Page>
  )
}

type BarProps = {
  filters: DeviceFilters
  change: (search: Record<string, string | undefined>) => void
  clear: () => void
}

function DeviceFilterBar({ filters, change, clear }: BarProps) {
  const tags = useQuery(namesOptions('tags'))
  const groups = useQuery(namesOptions('groups'))
  const named = (names: string[] | undefined) => (names ?? []).map((name) => ({ value: name, label: name }))
  return (
    <FilterBar
      searchLabel={t('devices.search')}
      search={filters.q}
      filtered={isFiltered(filters)}
      onChange={change}
      onClear={clear}
      choices={[
        { name: 'platform', label: t('device.platform'), value: filters.platform, options: platformOptions },
        { name: 'source', label: t('device.source'), value: filters.source, options: sourceOptions },
        { name: 'group', label: t('device.groups'), value: filters.group, options: named(groups.data) },
        { name: 'tag', label: t('device.tags'), value: filters.tag, options: named(tags.data) },
      ]}
    />
  )
}

/** The list as it is filtered, as a CSV file that imports as it is. */
function ExportDevices({ filters: { sort: _sort, ...filters } }: { filters: DeviceFilters }) {
  return (
    <Button
      component="a"
      href={apiAddress('/exports/devices.csv', filters)}
      download
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {t('devices.export')}
    </Button>
  )
}

function DeviceActs() {
  const can = useCan()
  return (
    <Group gap="xs">
      {can('import:write') && (
        <LinkButton to="/imports" variant="default">
          {t('devices.import')}
        </LinkButton>
      )}
      {can('device:write') && <LinkButton to="/devices/new">{t('devices.add')}</LinkButton>}
    </Group>
  )
}
