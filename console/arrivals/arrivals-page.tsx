import { UnstyledButton } from '@mantine/core'
import { IconDoorEnter } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AdmissionOutcome, AdmissionReason, type Arrival, Channel } from '../../src/contract/arrival.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import { totalOf } from '../api/list.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { ArrivalDrawer } from './arrival-drawer.tsx'
import { arrivalListOptions } from './arrival-queries.ts'

export function ArrivalsPage() {
  const { show, ...filters } = useSearch({ from: '/shell/arrivals' })
  const navigate = useNavigate({ from: '/arrivals' })
  const query = useInfiniteQuery(arrivalListOptions(filters))
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const open = ({ id }: Arrival) => change({ show: id })
  return (
    <Page title={t('arrivals.title')} count={totalOf(query.data)} description={t('arrivals.description')}>
      <ListView
        name="arrivals"
        label={t('arrivals.title')}
        query={query}
        columns={columnsOf(open)}
        rowId={({ id }) => id}
        onOpen={open}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('arrivals.search')}
            search={filters.q}
            choices={[
              { name: 'outcome', label: t('arrival.outcome'), value: filters.outcome, options: outcomes },
              { name: 'reason', label: t('arrival.reason'), value: filters.reason, options: reasons },
              { name: 'channel', label: t('arrival.channel'), value: filters.channel, options: channels },
            ]}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
          />
        }
        empty={
          <Empty icon={IconDoorEnter} title={t('arrivals.empty')}>
            {t('arrivals.empty.text')}
          </Empty>
        }
      />
      <ArrivalDrawer id={show} onClose={() => change({ show: undefined })} />
    </Page>
  )
}

const outcomes = AdmissionOutcome.options.map((value) => ({ value, label: t(`status.outcome.${value}`) }))
const reasons = AdmissionReason.options.map((value) => ({ value, label: t(`reason.${value}`) }))
const channels = Channel.options.map((value) => ({ value, label: t(`channel.${value}`) }))

const columnsOf = (open: (arrival: Arrival) => void): Column<Arrival>[] => [
  {
    id: 'at',
    header: t('arrival.at'),
    width: 130,
    always: true,
    cell: (arrival) => (
      <UnstyledButton {...rowLink} onClick={() => open(arrival)}>
        <Time at={arrival.at} />
      </UnstyledButton>
    ),
  },
  {
    id: 'outcome',
    header: t('arrival.outcome'),
    width: 145,
    cell: ({ outcome }) => <Status kind="outcome" state={outcome} />,
  },
  {
    id: 'serial',
    header: t('arrival.serial'),
    width: 150,
    cell: ({ claimed }) => claimed.serial && <span className="identifier">{claimed.serial}</span>,
  },
  {
    id: 'device',
    header: t('arrival.device'),
    width: 140,
    wide: true,
    cell: (arrival) => arrival.deviceIdentifier,
  },
  {
    id: 'reason',
    header: t('arrival.reason'),
    width: 180,
    wide: true,
    cell: ({ reason }) => t(`reason.${reason}`),
  },
  { id: 'summary', header: t('arrival.summary'), width: 320, wide: true, cell: ({ summary }) => summary },
  {
    id: 'channel',
    header: t('arrival.channel'),
    width: 110,
    optional: true,
    cell: ({ channel }) => t(`channel.${channel}`),
  },
  { id: 'code', header: t('arrival.code'), width: 110, optional: true, cell: ({ shortCode }) => shortCode },
]
