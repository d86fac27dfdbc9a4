import { Button, Checkbox, Group, Paper, Text } from '@mantine/core'
import { IconDeviceIpad } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { DepProfileStatus } from '../../src/contract/device.ts'
import type { DepDevice } from '../../src/contract/dep.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import type { DepDeviceFilters } from '../app/filters.ts'
import { itemsOf, totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { type SelectedRows, selectedIds } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { depDeviceColumns } from './dep-device-columns.tsx'
import { DepDeviceDrawer } from './dep-device-drawer.tsx'
import { depAccountsOptions, depDeviceListOptions } from './dep-queries.ts'
import { RemoveDialog } from './remove-dialog.tsx'

export function DepDevicesPage() {
  const filters = useSearch({ from: '/shell/dep/devices' })
  const navigate = useNavigate({ from: '/dep/devices' })
  const mayWrite = useCan()('dep.token:write')
  const query = useInfiniteQuery(depDeviceListOptions(filters))
  const [selected, setSelected] = useState<SelectedRows>({})
  const [shown, setShown] = useState<DepDevice>()
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const rows = itemsOf(query.data)
  const chosen = new Set(selectedIds(selected))
  return (
    <Page
      title={t('dep-devices.title')}
      count={totalOf(query.data)}
      description={t('dep-devices.description')}
    >
      <ListView
        name="dep-devices"
        label={t('dep-devices.title')}
        query={query}
        columns={depDeviceColumns(setShown)}
        rowId={({ serial }) => serial}
        onOpen={setShown}
        sort={filters.sort ?? 'serial'}
        onSort={(sort) => change({ sort })}
        selection={mayWrite ? { selected, onChange: setSelected } : undefined}
        bulk={
          chosen.size > 0 && (
            <BulkBar
              devices={rows.filter(({ serial }) => chosen.has(serial))}
              onDone={() => setSelected({})}
            />
          )
        }
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={<DepFilterBar {...{ filters, change, clear }} />}
        empty={
          <Empty icon={IconDeviceIpad} title={t('dep-devices.empty')}>
            {t('dep-devices.empty.text')}
          </Empty>
        }
      />
      <DepDeviceDrawer device={shown} onClose={() => setShown(undefined)} />
    </Page>
  )
}

const families = ['iPhone', 'iPad', 'Mac', 'AppleTV', 'iPod', 'Watch', 'RealityDevice']

type BarProps = {
  filters: DepDeviceFilters
  change: (search: Record<string, string | undefined>) => void
  clear: () => void
}

function DepFilterBar({ filters, change, clear }: BarProps) {
  const accounts = useQuery(depAccountsOptions)
  const accountOptions = (accounts.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const statuses = DepProfileStatus.options.map((value) => ({ value, label: t(`status.profile.${value}`) }))
  const familyOptions = families.map((value) => ({ value, label: value }))
  return (
    <FilterBar
      searchLabel={t('dep-devices.search')}
      search={filters.q}
      filtered={isFiltered(filters)}
      onChange={change}
      onClear={clear}
      choices={[
        { name: 'account', label: t('dep-device.account'), value: filters.account, options: accountOptions },
        {
          name: 'profileStatus',
          label: t('dep-device.status'),
          value: filters.profileStatus,
          options: statuses,
        },
        { name: 'family', label: t('dep-device.family'), value: filters.family, options: familyOptions },
      ]}
    >
      <Checkbox
        label={t('dep-device.unassigned')}
        checked={filters.unassigned === 'true'}
        onChange={(event) => change({ unassigned: event.currentTarget.checked ? 'true' : undefined })}
        my={8}
      />
      <Checkbox
        label={t('dep-device.gone-only')}
        checked={filters.gone === 'true'}
        onChange={(event) => change({ gone: event.currentTarget.checked ? 'true' : undefined })}
        my={8}
      />
    </FilterBar>
  )
}

function BulkBar({ devices, onDone }: { devices: DepDevice[]; onDone: () => void }) {
  const [open, setOpen] = useState<'assign' | 'remove'>()
  return (
    <Paper withBorder px="md" py={6} role="region" aria-label={t('list.selected', { count: devices.length })}>
      <Group gap="sm">
        <Text size="sm" fw={600} role="status">
          {t('list.selected', { count: devices.length })}
        </Text>
        <Button size="xs" onClick={() => setOpen('assign')}>
          {t('dep-devices.assign')}
        </Button>
        <Button size="xs" variant="default" onClick={() => setOpen('remove')}>
          {t('dep-devices.remove')}
        </Button>
        <Button size="xs" variant="subtle" onClick={onDone}>
          {t('list.deselect')}
        </Button>
      </Group>
      {open === 'assign' && (
        <AssignDialog devices={devices} onClose={() => setOpen(undefined)} onDone={onDone} />
      )}
      {open === 'remove' && (
        <RemoveDialog devices={devices} onClose={() => setOpen(undefined)} onDone={onDone} />
      )}
    </Paper>
  )
}
