import { Button, Checkbox, Group, Paper, Text } from '@mantine/core'
import { IconDeviceIpad } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { DepProfileStatus } from '../../src/contract/device.ts'
import type { DepDevice } from '../../src/contract/dep.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import type { DepDeviceFilters } from '../app/filters.ts'
import { totalOf } from '../api/list.ts'
import { t } from '../texts/t.ts'
import { type SelectedRows, selectedIds } from '../ui/column.ts'
import type { Groups } from '../ui/data-table.tsx'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { AssignDialog } from './assigning/assign-dialog.tsx'
import { type Chosen, filterOf } from './assigning/assign-queries.ts'
import { RemoveDialog } from './assigning/remove-dialog.tsx'
import { BulkActs } from './bulk-acts.tsx'
import { depDeviceColumns } from './dep-device-columns.tsx'
import { DepDeviceDrawer } from './dep-device-drawer.tsx'
import { depAccountsOptions, depDeviceListOptions } from './dep-queries.ts'

export function DepDevicesPage() {
  const filters = useSearch({ from: '/shell/dep/devices' })
  const navigate = useNavigate({ from: '/dep/devices' })
  const query = useInfiniteQuery(depDeviceListOptions(filters))
  const [selected, setSelected] = useState<SelectedRows>({})
  // What "everything" was said of: another filter is another everything.
  const [everything, setEverything] = useState<DepDeviceFilters>()
  const [shown, setShown] = useState<DepDevice>()
  const [assigned, setAssigned] = useState<DepDevice>()
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const total = totalOf(query.data)
  const serials = selectedIds(selected)
  const isEverything = everything === filters && total !== undefined
  return (
    <Page title={t('dep-devices.title')} count={total} description={t('dep-devices.description')}>
      <ListView
        name="dep-devices"
        label={t('dep-devices.title')}
        query={query}
        columns={depDeviceColumns({ open: setShown, assign: setAssigned })}
        rowId={({ serial }) => serial}
        onOpen={setShown}
        sort={filters.sort ?? 'serial'}
        onSort={(sort) => change({ sort })}
        groups={filters.sort === 'account' ? byAccount : undefined}
        selection={{
          selected,
          onChange: (update) => {
            setEverything(undefined)
            setSelected(update)
          },
        }}
        bulk={
          serials.length > 0 && (
            <BulkBar
              chosen={
                isEverything
                  ? { target: { filter: filterOf(filters) }, count: total }
                  : { target: { serials }, count: serials.length }
              }
              total={total}
              isEverything={isEverything}
              onEverything={() => setEverything(filters)}
              onDone={() => {
                setSelected({})
                setEverything(undefined)
              }}
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
      {assigned && (
        <AssignDialog
          chosen={{ target: { serials: [assigned.serial] }, count: 1 }}
          onClose={() => setAssigned(undefined)}
          onDone={() => setAssigned(undefined)}
        />
      )}
    </Page>
  )
}

/** C29: all devices of an account together, under its name. */
const byAccount: Groups<DepDevice> = {
  keyOf: ({ accountId }) => accountId,
  heading: (device) => <AccountHeading device={device} />,
}

function AccountHeading({ device: { accountId, account } }: { device: DepDevice }) {
  const accounts = useQuery(depAccountsOptions)
  const count = accounts.data?.find(({ id }) => id === accountId)?.deviceCount
  return (
    <Group gap="xs">
      <LinkAnchor to="/dep/accounts/$id" params={{ id: accountId }} fw={600}>
        {account}
      </LinkAnchor>
      {count !== undefined && (
        <Text span size="sm" c="dimmed">
          {t('dep-devices.group-count', { count })}
        </Text>
      )}
    </Group>
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
        label={t('dep-devices.grouped')}
        checked={filters.sort === 'account'}
        onChange={(event) => change({ sort: event.currentTarget.checked ? 'account' : undefined })}
        my={8}
      />
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

type BulkProps = {
  chosen: Chosen
  total: number | undefined
  isEverything: boolean
  onEverything: () => void
  onDone: () => void
}

function BulkBar({ chosen, total, isEverything, onEverything, onDone }: BulkProps) {
  const [open, setOpen] = useState<'assign' | 'remove'>()
  const text = isEverything
    ? t('dep-devices.everything-selected', { count: chosen.count })
    : t('list.selected', { count: chosen.count })
  const dialog = { chosen, onClose: () => setOpen(undefined), onDone }
  return (
    <Paper withBorder px="md" py={6} role="region" aria-label={text}>
      <Group gap="sm">
        <Text size="sm" fw={600} role="status">
          {text}
        </Text>
        {!isEverything && total !== undefined && total > chosen.count && (
          <Button size="xs" variant="subtle" onClick={onEverything}>
            {t('dep-devices.everything', { count: total })}
          </Button>
        )}
        <Button size="xs" onClick={() => setOpen('assign')}>
          {t('dep-devices.assign')}
        </Button>
        <Button size="xs" variant="default" onClick={() => setOpen('remove')}>
          {t('dep-devices.remove')}
        </Button>
        {'serials' in chosen.target && <BulkActs serials={chosen.target.serials} onDone={onDone} />}
        <Button size="xs" variant="subtle" onClick={onDone}>
          {t('list.deselect')}
        </Button>
      </Group>
      {open === 'assign' && <AssignDialog {...dialog} />}
      {open === 'remove' && <RemoveDialog {...dialog} />}
    </Paper>
  )
}
