import { Text } from '@mantine/core'
import { IconDeviceMobile, IconPlugConnectedX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AdmissionOutcome } from '../../src/contract/arrival.ts'
import type { GoogleDevice, GoogleWays } from '../../src/contract/google.ts'
import { totalOf } from '../api/list.ts'
import { ArrivalDrawer } from '../arrivals/arrival-drawer.tsx'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkButton } from '../ui/link.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Message } from '../ui/message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { googleDeviceColumns } from './google-device-columns.tsx'
import { googleDevicesOptions, waysOptions } from './google-queries.ts'
import { LastRead, ReadNow } from './last-read.tsx'
import { NotSetUp } from './not-set-up.tsx'
import { useReadNow } from './use-read-now.ts'

const [quickMs, slowMs] = [1000, 30_000]

/** Devices of the Android Management API, and why each was let in or not. */
export function GoogleDevicesPage() {
  const { data, error, refetch } = useQuery({
    ...waysOptions,
    refetchInterval: ({ state }) => (state.data?.reading ? quickMs : slowMs),
  })
  if (error && !data) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return data ? <Devices ways={data} /> : <PageSkeleton />
}

function Devices({ ways }: { ways: GoogleWays }) {
  const { show, outcome } = useSearch({ from: '/shell/google/devices' })
  const navigate = useNavigate({ from: '/google/devices' })
  const maySeeWhy = useCan()('arrival:read')
  const read = useReadNow()
  const query = useInfiniteQuery(googleDevicesOptions({ outcome }))
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change({ outcome: undefined })
  const openWhy = ({ arrivalId }: GoogleDevice) => {
    if (arrivalId) change({ show: arrivalId })
  }
  return (
    <Page
      title={t('google-devices.title')}
      count={totalOf(query.data)}
      description={t('google-devices.description')}
      actions={<ReadNow {...{ ways, read }} />}
    >
      {ways.management && <LastRead {...{ ways, read }} />}
      {!ways.management && (totalOf(query.data) ?? 0) > 0 && (
        <Message tone="warn" icon={IconPlugConnectedX} title={t('google-devices.old')}>
          <Text size="sm">{t('google-devices.old.text')}</Text>
        </Message>
      )}
      <ListView
        name="google-devices"
        label={t('google-devices.title')}
        query={query}
        columns={googleDeviceColumns(maySeeWhy)}
        rowId={({ name }) => name}
        onOpen={maySeeWhy ? openWhy : undefined}
        filtered={outcome !== undefined}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('google-devices.filter')}
            searchable={false}
            choices={[
              { name: 'outcome', label: t('google-device.outcome'), value: outcome, options: outcomes },
            ]}
            filtered={outcome !== undefined}
            onChange={change}
            onClear={clear}
          />
        }
        empty={ways.management ? <NoneYet /> : <NotSetUp way="management" />}
      />
      {maySeeWhy && <ArrivalDrawer id={show} onClose={() => change({ show: undefined })} />}
    </Page>
  )
}

const outcomes = AdmissionOutcome.options.map((value) => ({ value, label: t(`status.outcome.${value}`) }))

const NoneYet = () => (
  <Empty
    icon={IconDeviceMobile}
    title={t('google-devices.empty')}
    action={<LinkButton to="/bulk">{t('google-devices.empty.act')}</LinkButton>}
  >
    {t('google-devices.empty.text')}
  </Empty>
)
